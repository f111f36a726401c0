#include "graph/browser.h"

#include <gtest/gtest.h>

#include "unit/onnx/model_file.h"

namespace ocelli::graph {
namespace {

using onnx::DataType;

onnx::Node node(const std::string& type, std::vector<std::string> inputs,
                std::vector<onnx::Attribute> attributes = {}) {
  onnx::Node result;
  result.op_type = type;
  result.name = "the node";
  result.inputs = std::move(inputs);
  result.outputs = {"y"};
  result.attributes = std::move(attributes);
  return result;
}

onnx::TensorData tensor(const std::string& name, DataType type,
                        std::vector<std::uint8_t> bytes = {}) {
  onnx::TensorData result;
  result.name = name;
  result.type = type;
  result.bytes = std::move(bytes);
  return result;
}

// A photograph goes in; batch 0: open.
onnx::Model model_of(const onnx::Node& only, std::int64_t batch = 0,
                     DataType type = DataType::kFloat) {
  onnx::Model model;
  model.opset_imports.push_back({"", 17, {}});
  onnx::ValueInfo input;
  input.name = "x";
  input.type = type;
  input.shape.emplace(4);
  for (std::size_t i = 1; i < 4; ++i) (*input.shape)[i].value = 3;
  if (batch > 0) (*input.shape)[0].value = batch;
  model.graph.inputs = {input};
  model.graph.nodes = {only};
  return model;
}

std::string only_message(const onnx::Model& model, BrowserFinding::Backend backend, bool prevents) {
  const std::vector<BrowserFinding> findings = browser_findings(model);
  if (findings.size() != 1) return std::to_string(findings.size()) + " findings";
  EXPECT_EQ(findings[0].backend, backend);
  EXPECT_EQ(findings[0].prevents, prevents);
  return findings[0].message;
}

constexpr auto kAny = BrowserFinding::Backend::kAny;
constexpr auto kWebGpu = BrowserFinding::Backend::kWebGpu;

TEST(Browser, TheModelsOfThePageRunEverywhere) {
  for (const char* name : {"../../models/imagenet/model.onnx", "tiny.onnx"}) {
    const onnx::Model model = onnx::model_of(onnx::file_bytes(onnx::golden(name)));
    EXPECT_TRUE(browser_findings(model).empty()) << name;
  }
}

TEST(Browser, AnOperatorWithoutGpuKernelIsSlowerOnWebGpuOnly) {
  EXPECT_EQ(only_message(model_of(node("LRN", {"x"})), kWebGpu, false),
            "no GPU kernel, so that tensors go to the CPU and back: LRN");
}

TEST(Browser, WhatIsComputedOnceAtLoadingNeedsNoGpuKernel) {
  onnx::Model model = model_of(node("Softplus", {"w"}));
  model.graph.initializers = {tensor("w", DataType::kFloat)};
  EXPECT_TRUE(browser_findings(model).empty());
}

TEST(Browser, AnUnknownDomainCannotBeLoaded) {
  onnx::Node custom = node("Magic", {"x"});
  custom.domain = "example.org";
  EXPECT_EQ(only_message(model_of(custom), kAny, true),
            "no operators of this domain, unless the file defines them itself: example.org.Magic");
  custom.op_type = "FusedConv";
  custom.domain = "com.microsoft";
  EXPECT_TRUE(browser_findings(model_of(custom)).empty());
}

TEST(Browser, Float64CannotBeComputedButStored) {
  onnx::Model model = model_of(node("Mul", {"x", "w"}));
  model.graph.initializers = {tensor("w", DataType::kDouble)};
  EXPECT_NE(only_message(model, kAny, true).find("float64"), std::string::npos);
  model.graph.nodes = {node("Cast", {"w"}, {{"to", std::int64_t{1}, {}}})};
  EXPECT_TRUE(browser_findings(model).empty());
  model.graph.nodes = {node("Cast", {"x"}, {{"to", std::int64_t{11}, {}}})};
  EXPECT_NE(only_message(model, kAny, true).find("float64"), std::string::npos);
}

TEST(Browser, TrainingLeftoversAnswerWrongly) {
  const onnx::Model norm = model_of(node("BatchNormalization", {"x", "w", "w", "w", "w"},
                                         {{"training_mode", std::int64_t{1}, {}}}));
  EXPECT_NE(
      only_message(norm, kAny, true).find("the node (BatchNormalization) is left in training"),
      std::string::npos);
  onnx::Model old = model_of(node("BatchNormalization", {"x", "w", "w", "w", "w"}));
  old.graph.nodes[0].outputs = {"y", "mean", "variance", "saved mean", "saved variance"};
  EXPECT_NE(only_message(old, kAny, true).find("training mode"), std::string::npos);
  onnx::Model dropout = model_of(node("Dropout", {"x", "", "t"}));
  dropout.graph.initializers = {tensor("t", DataType::kBool, {1})};
  EXPECT_NE(only_message(dropout, kAny, true).find("training mode"), std::string::npos);
  dropout.graph.initializers[0].bytes = {0};
  EXPECT_TRUE(browser_findings(dropout).empty());
}

TEST(Browser, OnlyOneFloatPhotographAtATimeIsGiven) {
  const onnx::Node relu = node("Relu", {"x"});
  EXPECT_NE(only_message(model_of(relu, 8), kAny, true).find("fixed at 8"), std::string::npos);
  EXPECT_TRUE(browser_findings(model_of(relu, 1)).empty());
  EXPECT_NE(only_message(model_of(relu, 1, DataType::kUint8), kAny, true).find("x is uint8"),
            std::string::npos);
  onnx::Model two = model_of(relu);
  two.graph.inputs.push_back(two.graph.inputs[0]);
  EXPECT_NE(only_message(two, kAny, true).find("2 inputs"), std::string::npos);
  onnx::Model flat = model_of(relu);
  flat.graph.inputs[0].shape->resize(2);
  EXPECT_NE(only_message(flat, kAny, true).find("2 dimensions"), std::string::npos);
}

}  // namespace
}  // namespace ocelli::graph
