#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "graph/fold_batch_norm.h"
#include "graph/store_weights.h"
#include "onnx/float_tensor.h"
#include "onnx/write_model.h"
#include "unit/onnx/model_file.h"

namespace ocelli::graph {
namespace {

using onnx::DataType;

std::vector<std::string> described(const onnx::Graph& graph) {
  std::vector<std::string> lines;
  for (const onnx::TensorData& tensor : graph.initializers) {
    std::string dims;
    for (const std::int64_t length : tensor.dims) {
      dims += (dims.empty() ? "" : "x") + std::to_string(length);
    }
    lines.push_back(tensor.name + " " + std::to_string(static_cast<int>(tensor.type)) + " " +
                    (dims.empty() ? "-" : dims) + " " + onnx::hex(tensor.bytes));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

onnx::Graph folded_graph() {
  onnx::Model model = onnx::model_of(onnx::file_bytes(onnx::golden("onnx/convert.onnx")));
  EXPECT_EQ(fold_batch_norms(model.graph), 5);
  return std::move(model.graph);
}

std::vector<std::string> expected(const std::string& name) {
  return onnx::file_lines(onnx::golden("onnx/convert-" + name + ".txt"));
}

TEST(Convert, FoldedWeightsAreThoseOfNumPyToTheBit) {
  const onnx::Graph graph = folded_graph();
  EXPECT_EQ(described(graph), expected("fp32"));
  const auto norms =
      std::count_if(graph.nodes.begin(), graph.nodes.end(),
                    [](const onnx::Node& node) { return node.op_type == "BatchNormalization"; });
  EXPECT_EQ(norms, 2);
}

TEST(Convert, HalvesAreThoseOfNumPyToTheBit) {
  onnx::Graph graph = folded_graph();
  const StoredWeights stored = store_weights(graph, WeightStorage::kFloat16);
  EXPECT_EQ(stored.float16, 9);
  EXPECT_EQ(stored.int8 + stored.float32, 0);
  EXPECT_EQ(described(graph), expected("fp16"));
}

TEST(Convert, Int8WeightsAndScalesAreThoseOfNumPyToTheBit) {
  onnx::Graph graph = folded_graph();
  const StoredWeights stored = store_weights(graph, WeightStorage::kInt8);
  EXPECT_EQ(stored.int8, 8);
  EXPECT_EQ(stored.float16, 1);
  EXPECT_EQ(described(graph), expected("int8"));
}

TEST(Convert, TheStoredFormIsASoundModelThatIsWrittenTheSameEveryTime) {
  onnx::Model model = onnx::model_of(onnx::file_bytes(onnx::golden("onnx/convert.onnx")));
  onnx::Model again = model;
  for (onnx::Model* one : {&model, &again}) store_weights(one->graph, WeightStorage::kInt8);
  const std::string written = onnx::write_model(model);
  EXPECT_EQ(written, onnx::write_model(again));
  EXPECT_TRUE(onnx::model_of(onnx::bytes_of(written)).graph == model.graph);
}

onnx::Graph one_weight(const std::vector<float>& values) {
  onnx::Graph graph;
  const auto rows = static_cast<std::int64_t>(values.size()) / 2;
  graph.initializers = {onnx::tensor_of("w", DataType::kFloat, {rows, 2}, values)};
  onnx::Node node;
  node.op_type = "MatMul";
  node.inputs = {"x", "w"};
  node.outputs = {"y"};
  graph.nodes = {node};
  return graph;
}

TEST(Convert, WhatASmallerTypeCannotHoldStaysFloat32) {
  onnx::Graph large = one_weight({1, 1e6F, -1, 0});
  EXPECT_EQ(store_weights(large, WeightStorage::kFloat16).float32, 1);
  EXPECT_EQ(large.initializers.at(0).type, DataType::kFloat);
  onnx::Graph nan = one_weight({1, std::numeric_limits<float>::quiet_NaN()});
  EXPECT_EQ(store_weights(nan, WeightStorage::kInt8).float32, 1);
}

TEST(Convert, AColumnOfZerosIsStoredAsZeros) {
  onnx::Graph graph = one_weight({0, 127, -0.0F, -63.5F, 1e-42F, 2});
  store_weights(graph, WeightStorage::kInt8);
  const onnx::TensorData& values = graph.initializers.at(0);
  EXPECT_EQ(values.bytes, (std::vector<std::uint8_t>{0, 127, 0, 256 - 64, 0, 2}));
  EXPECT_EQ(onnx::float_values(graph.initializers.at(1)), (std::vector<float>{1, 1}));
}

TEST(Convert, RoundingThatWasChosenIsKept) {
  onnx::Graph graph = one_weight({1, 2, 3, 4});
  store_weights(graph, WeightStorage::kInt8, {{"w", {{5, 6, 7, 8}, {0.25F, 0.5F}}}});
  EXPECT_EQ(graph.initializers.at(0).bytes, (std::vector<std::uint8_t>{5, 6, 7, 8}));
  EXPECT_EQ(onnx::float_values(graph.initializers.at(1)), (std::vector<float>{0.25F, 0.5F}));
}

TEST(Convert, NamesThatAreTakenAreNotTakenAgain) {
  onnx::Graph graph = one_weight({1, 2, 3, 4});
  graph.initializers.push_back(onnx::tensor_of<float>("w.int8", DataType::kFloat, {}, {1}));
  store_weights(graph, WeightStorage::kInt8);
  EXPECT_EQ(graph.initializers.at(0).name, "w.int8_");
}

}  // namespace
}  // namespace ocelli::graph
