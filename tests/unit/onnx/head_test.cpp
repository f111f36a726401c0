#include "graph/head.h"

#include <cmath>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "onnx/float_tensor.h"

namespace ocelli::graph {
namespace {

using onnx::DataType;
using onnx::Graph;
using onnx::Model;
using onnx::Node;
using onnx::TensorData;

TensorData floats(const std::string& name, std::vector<std::int64_t> dims) {
  TensorData tensor{name, DataType::kFloat, std::move(dims), {}, {}, {}};
  tensor.bytes.resize(static_cast<std::size_t>(tensor.element_count()) * sizeof(float));
  return tensor;
}

Node node(const std::string& op, std::vector<std::string> inputs, const std::string& output) {
  Node made;
  made.op_type = op;
  made.name = op + "_" + output;
  made.inputs = std::move(inputs);
  made.outputs = {output};
  return made;
}

Model model_with(std::vector<Node> nodes, std::vector<TensorData> initializers,
                 const std::string& output, std::int64_t classes) {
  Model model;
  model.opset_imports = {{"", 17}};
  model.graph.nodes = std::move(nodes);
  model.graph.initializers = std::move(initializers);
  model.graph.outputs = {{output,
                          DataType::kFloat,
                          std::vector<onnx::Dimension>{{std::nullopt, "N"}, {classes, ""}},
                          {}}};
  return model;
}

Model gemm_model() {
  Node gemm = node("Gemm", {"x", "w", "b"}, "y");
  gemm.attributes.push_back({"transB", std::int64_t{1}});
  return model_with({gemm}, {floats("w", {10, 4}), floats("b", {10})}, "y", 10);
}

const TensorData* find(const Graph& graph, const std::string& name) {
  for (const TensorData& one : graph.initializers) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

std::vector<float> values(const TensorData& tensor) {
  std::vector<float> result(tensor.bytes.size() / sizeof(float));
  std::memcpy(result.data(), tensor.bytes.data(), tensor.bytes.size());
  return result;
}

TEST(Head, AGemmIsFoundWithItsClassesAndFeatures) {
  const Result<Head> head = find_head(gemm_model().graph);
  ASSERT_TRUE(head.ok()) << head.error().message;
  EXPECT_EQ(head.value().weight, "w");
  EXPECT_EQ(head.value().bias, "b");
  EXPECT_TRUE(head.value().classes_first);
  EXPECT_EQ(head.value().classes, 10);
  EXPECT_EQ(head.value().features, 4);
}

TEST(Head, AMatMulBehindItsBiasAndASoftmaxIsFound) {
  const Model model = model_with(
      {node("MatMul", {"x", "w"}, "m"), node("Add", {"b", "m"}, "a"), node("Softmax", {"a"}, "y")},
      {floats("w", {4, 10}), floats("b", {10})}, "y", 10);
  const Result<Head> head = find_head(model.graph);
  ASSERT_TRUE(head.ok()) << head.error().message;
  EXPECT_EQ(head.value().bias, "b");
  EXPECT_FALSE(head.value().classes_first);
  EXPECT_EQ(head.value().classes, 10);
}

TEST(Head, APointwiseConvolutionBeforePoolingIsFound) {
  const Model model =
      model_with({node("Conv", {"x", "w", "b"}, "c"), node("GlobalAveragePool", {"c"}, "p"),
                  node("Flatten", {"p"}, "y")},
                 {floats("w", {10, 4, 1, 1}), floats("b", {10})}, "y", 10);
  const Result<Head> head = find_head(model.graph);
  ASSERT_TRUE(head.ok()) << head.error().message;
  EXPECT_TRUE(head.value().classes_first);
  EXPECT_EQ(head.value().features, 4);
}

TEST(Head, WhatIsNoHeadIsNamed) {
  const auto message = [](const Model& model) { return find_head(model.graph).error().message; };
  EXPECT_NE(
      message(model_with({node("Conv", {"x", "w"}, "y")}, {floats("w", {10, 4, 3, 3})}, "y", 10))
          .find("Conv \"Conv_y\", which looks at neighbours"),
      std::string::npos);
  EXPECT_NE(message(model_with({node("MatMul", {"x", "z"}, "y")}, {}, "y", 10))
                .find("without float weights"),
            std::string::npos);
  EXPECT_NE(message(model_with({node("Tanh", {"x"}, "y")}, {}, "y", 10)).find("Tanh"),
            std::string::npos);
  EXPECT_NE(message(model_with({}, {}, "y", 10)).find("\"y\", which no node writes"),
            std::string::npos);
}

TEST(Head, ReplacingDrawsWeightsWithinTheBoundAndStatesTheNewWidth) {
  const Result<Model> replaced = replace_head(gemm_model(), 3, 7);
  ASSERT_TRUE(replaced.ok()) << replaced.error().message;
  const Graph& graph = replaced.value().graph;
  const TensorData* weight = find(graph, "w");
  ASSERT_NE(weight, nullptr);
  EXPECT_EQ(weight->dims, (std::vector<std::int64_t>{3, 4}));
  EXPECT_EQ(find(graph, "b")->dims, (std::vector<std::int64_t>{3}));
  EXPECT_EQ(graph.outputs[0].shape->back().value, 3);
  std::set<float> different;
  for (const float value : values(*weight)) {
    EXPECT_LE(std::fabs(value), 0.5F);  // 1 / √4
    different.insert(value);
  }
  EXPECT_EQ(different.size(), 12U);
}

TEST(Head, TheSeedDecidesTheWeights) {
  const auto weights = [](std::uint64_t seed) {
    return values(*find(replace_head(gemm_model(), 3, seed).value().graph, "w"));
  };
  EXPECT_EQ(weights(1), weights(1));
  EXPECT_NE(weights(1), weights(2));
}

TEST(Head, WeightsThatOthersShareAreLeftToThem) {
  Model model = gemm_model();
  model.graph.nodes.insert(model.graph.nodes.begin(), node("Gemm", {"u", "w", "b"}, "v"));
  const Result<Model> replaced = replace_head(std::move(model), 3, 1);
  ASSERT_TRUE(replaced.ok());
  const Graph& graph = replaced.value().graph;
  EXPECT_EQ(graph.nodes[0].inputs[1], "w");
  EXPECT_EQ(graph.nodes[1].inputs[1], "w.head");
  EXPECT_EQ(find(graph, "w")->dims[0], 10);
  EXPECT_EQ(find(graph, "w.head")->dims[0], 3);
}

// A weight of 4 features × 10 classes whose entries say where they stand.
TEST(Head, ClassesAreKeptWithTheirWeightsAndBiases) {
  for (const bool classes_first : {false, true}) {
    SCOPED_TRACE(classes_first);
    Node gemm = node("Gemm", {"x", "w", "b"}, "y");
    if (classes_first) gemm.attributes.push_back({"transB", std::int64_t{1}});
    Model model = model_with({gemm}, {}, "y", 10);
    std::vector<float> weight(40);
    std::vector<float> bias(10);
    for (int feature = 0; feature < 4; ++feature) {
      for (int c = 0; c < 10; ++c) {
        weight[static_cast<std::size_t>(classes_first ? 4 * c + feature : 10 * feature + c)] =
            static_cast<float>(100 * feature + c);
        bias[static_cast<std::size_t>(c)] = static_cast<float>(-c);
      }
    }
    const std::vector<std::int64_t> dims =
        classes_first ? std::vector<std::int64_t>{10, 4} : std::vector<std::int64_t>{4, 10};
    model.graph.initializers = {onnx::tensor_of("w", DataType::kFloat, dims, weight),
                                onnx::tensor_of("b", DataType::kFloat, {10}, bias)};
    const Result<Model> kept = keep_classes(model, {7, 2});
    ASSERT_TRUE(kept.ok()) << kept.error().message;
    std::map<std::string, std::vector<float>> values;
    for (const TensorData& one : kept.value().graph.initializers) {
      values[one.name] = onnx::float_values(one);
    }
    EXPECT_EQ(values["b"], (std::vector<float>{-7, -2}));
    EXPECT_EQ(values["w"], classes_first
                               ? (std::vector<float>{7, 107, 207, 307, 2, 102, 202, 302})
                               : (std::vector<float>{7, 2, 107, 102, 207, 202, 307, 302}));
    EXPECT_EQ(kept.value().graph.outputs[0].shape->back().value, 2);
    EXPECT_FALSE(keep_classes(model, {10}).ok());
  }
}

TEST(Head, DropoutStandsBetweenTheFeaturesAndTheHead) {
  const Result<Model> dropping = add_dropout(gemm_model(), 0.25F);
  ASSERT_TRUE(dropping.ok());
  const Graph& graph = dropping.value().graph;
  ASSERT_EQ(graph.nodes.size(), 2U);
  EXPECT_EQ(graph.nodes[0].op_type, "Dropout");
  EXPECT_EQ(graph.nodes[0].inputs[0], "x");
  EXPECT_EQ(values(*find(graph, graph.nodes[0].inputs[1])), std::vector<float>{0.25F});
  EXPECT_EQ(graph.nodes[1].inputs[0], graph.nodes[0].outputs[0]);
}

TEST(Head, AnotherInputSizeIsStatedAndShapesInBetweenForgotten) {
  Model model = gemm_model();
  const std::vector<onnx::Dimension> shape = {{std::nullopt, "N"}, {3, ""}, {224, ""}, {224, ""}};
  model.graph.inputs = {{"x", DataType::kFloat, shape, {}}};
  model.graph.value_info = {{"y", DataType::kFloat, std::nullopt, {}}};
  set_input_size(model.graph, 224, 224, false);
  EXPECT_EQ(model.graph.value_info.size(), 1U);
  set_input_size(model.graph, 384, 256, false);
  EXPECT_EQ((*model.graph.inputs[0].shape)[2].value, 384);
  EXPECT_EQ((*model.graph.inputs[0].shape)[3].value, 256);
  EXPECT_TRUE(model.graph.value_info.empty());
}

TEST(Head, AnActivationAtTheEndIsTakenOff) {
  Model model = model_with({node("Gemm", {"x", "w"}, "a"), node("Sigmoid", {"a"}, "y")},
                           {floats("w", {4, 10})}, "y", 10);
  EXPECT_EQ(strip_activation(model.graph), "sigmoid");
  ASSERT_EQ(model.graph.nodes.size(), 1U);
  EXPECT_EQ(model.graph.nodes[0].outputs[0], "y");
  EXPECT_EQ(strip_activation(model.graph), "");
}

}  // namespace
}  // namespace ocelli::graph
