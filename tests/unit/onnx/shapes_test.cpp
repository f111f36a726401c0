#include "graph/shapes/shapes.h"

#include <gtest/gtest.h>

#include "graph/summary.h"
#include "unit/onnx/model_file.h"

namespace ocelli::graph {
namespace {

const Dims kInput = {1, 6, 13, 17};

std::string text(const Dims& dims) {
  std::string result;
  for (const std::int64_t length : dims)
    result += (result.empty() ? "" : "x") + std::to_string(length);
  return result.empty() ? "-" : result;
}

class Shapes : public testing::TestWithParam<const char*> {};

TEST_P(Shapes, AreThoseThatOnnxRuntimeGives) {
  const std::string name = std::string("onnx/") + GetParam();
  const onnx::Model model = onnx::model_of(onnx::file_bytes(onnx::golden(name + ".onnx")));
  const KnownValues values = infer_shapes(model.graph, kInput);
  const Summary summary = summarize(model.graph, kInput);
  std::vector<std::string> lines;
  for (const onnx::Node& node : model.graph.nodes) {
    for (const std::string& output : node.outputs) {
      const std::optional<Dims> dims = dims_of(values, output);
      lines.push_back(output + " " + (dims ? text(*dims) : "unknown"));
    }
  }
  lines.push_back("multiply-adds " + std::to_string(summary.multiply_adds.value_or(-1)));
  EXPECT_EQ(lines, onnx::file_lines(onnx::golden(name + ".txt")));
  EXPECT_EQ(summary.uncounted, 0);
}

INSTANTIATE_TEST_SUITE_P(Opsets, Shapes, testing::Values("shapes-11", "shapes-18"));

onnx::Node node(const std::string& type, std::vector<std::string> inputs,
                const std::string& output) {
  onnx::Node result;
  result.op_type = type;
  result.inputs = std::move(inputs);
  result.outputs = {output};
  return result;
}

TEST(ShapesUnknown, WhatFollowsFromAnUnknownOperatorIsNotGuessed) {
  onnx::Graph graph;
  graph.inputs.emplace_back().name = "x";
  graph.nodes = {node("Relu", {"x"}, "a"), node("NonZero", {"a"}, "b"), node("Relu", {"b"}, "c")};
  const KnownValues values = infer_shapes(graph, kInput);
  EXPECT_EQ(dims_of(values, "a"), kInput);
  EXPECT_EQ(dims_of(values, "b"), std::nullopt);
  EXPECT_EQ(dims_of(values, "c"), std::nullopt);
}

TEST(ShapesUnknown, ContradictionsAreLeftUnknown) {
  onnx::Graph graph;
  graph.inputs.emplace_back().name = "x";
  onnx::TensorData weight;
  weight.name = "w";
  weight.type = onnx::DataType::kFloat;
  weight.dims = {8, 6, 30, 30};
  graph.initializers = {weight};
  graph.nodes = {node("Conv", {"x", "w"}, "too-large"), node("Gemm", {"x", "w"}, "not-2d"),
                 node("Add", {"x", "w"}, "no-broadcast")};
  const KnownValues values = infer_shapes(graph, kInput);
  for (const onnx::Node& one : graph.nodes)
    EXPECT_EQ(dims_of(values, one.outputs[0]), std::nullopt);
}

}  // namespace
}  // namespace ocelli::graph
