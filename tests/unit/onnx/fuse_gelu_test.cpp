#include "graph/fuse_gelu.h"

#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ocelli::graph {
namespace {

using onnx::Graph;
using onnx::Node;

Node node(const std::string& op, std::vector<std::string> inputs, const std::string& output) {
  Node made;
  made.op_type = op;
  made.inputs = std::move(inputs);
  made.outputs = {output};
  return made;
}

Graph graph_of(std::vector<Node> nodes) {
  Graph graph;
  graph.nodes = std::move(nodes);
  const auto constant = [&](const std::string& name, float value) {
    onnx::TensorData tensor{name, onnx::DataType::kFloat, {}, {}, {}, {}};
    tensor.bytes.resize(sizeof(value));
    std::memcpy(tensor.bytes.data(), &value, sizeof(value));
    graph.initializers.push_back(std::move(tensor));
  };
  constant("one", 1);
  constant("half", 0.5F);
  constant("root", 1.41421354F);
  constant("inverse root", 0.707106769F);
  graph.outputs.push_back({"y", onnx::DataType::kFloat, std::nullopt, {}});
  return graph;
}

// As PyTorch exports it before opset 20.
std::vector<Node> exported() {
  return {node("Div", {"x", "root"}, "a"), node("Erf", {"a"}, "b"), node("Add", {"b", "one"}, "c"),
          node("Mul", {"x", "c"}, "d"), node("Mul", {"d", "half"}, "y")};
}

int count_gelu(const std::vector<Node>& nodes) {
  int count = 0;
  for (const Node& one : nodes) count += one.op_type == "Gelu" ? 1 : 0;
  return count;
}

void expect_fused(const std::vector<Node>& nodes) {
  const std::vector<Node> fused = with_fused_gelu(graph_of(nodes));
  ASSERT_EQ(fused.size(), nodes.size());
  EXPECT_EQ(fused.back().op_type, "Gelu");
  EXPECT_EQ(fused.back().inputs, std::vector<std::string>{"x"});
  EXPECT_EQ(fused.back().outputs, std::vector<std::string>{"y"});
  EXPECT_EQ(count_gelu(fused), 1);
}

TEST(FuseGelu, KnowsThePartsInAnyOrder) {
  expect_fused(exported());
  expect_fused({node("Mul", {"inverse root", "x"}, "a"), node("Erf", {"a"}, "b"),
                node("Add", {"one", "b"}, "c"), node("Mul", {"c", "x"}, "d"),
                node("Mul", {"half", "d"}, "y")});
  expect_fused({node("Mul", {"x", "half"}, "h"), node("Div", {"x", "root"}, "a"),
                node("Erf", {"a"}, "b"), node("Add", {"b", "one"}, "c"),
                node("Mul", {"h", "c"}, "y")});
}

void expect_untouched(const std::vector<Node>& nodes) {
  EXPECT_EQ(with_fused_gelu(graph_of(nodes)), nodes);
}

TEST(FuseGelu, LeavesOtherProductsAlone) {
  std::vector<Node> other_scale = exported();
  other_scale[0].inputs[1] = "one";
  expect_untouched(other_scale);
  std::vector<Node> other_sum = exported();
  other_sum[2].inputs[1] = "half";
  expect_untouched(other_sum);
  std::vector<Node> other_half = exported();
  other_half[4].inputs[1] = "one";
  expect_untouched(other_half);
  std::vector<Node> other_factor = exported();
  other_factor[3].inputs[0] = "z";
  expect_untouched(other_factor);
}

TEST(FuseGelu, LeavesAValueThatSomebodyElseReads) {
  std::vector<Node> read_twice = exported();
  read_twice.push_back(node("Neg", {"d"}, "z"));
  expect_untouched(read_twice);
  std::vector<Node> given_out = exported();
  given_out[3].outputs[0] = "y";
  given_out[4] = node("Mul", {"y", "half"}, "z");
  expect_untouched(given_out);
}

}  // namespace
}  // namespace ocelli::graph
