#include <cstring>
#include <unordered_map>
#include <unordered_set>

#include "graph/normalize_passes.h"

namespace ocelli::graph {
namespace {

constexpr const char* kBatch = "batch";

// Reshape's target [batch, …] says of a fixed batch what [0, …] says of any: take the input's.
void open_target(onnx::TensorData& target, std::int64_t batch) {
  std::int64_t first = 0;
  if (target.type != onnx::DataType::kInt64 || target.bytes.size() < 2 * sizeof first) return;
  std::memcpy(&first, target.bytes.data(), sizeof first);
  if (first != batch) return;
  first = 0;
  std::memcpy(target.bytes.data(), &first, sizeof first);
}

void open_reshapes(onnx::Graph& graph, std::int64_t batch) {
  std::unordered_map<std::string, std::size_t> initializers;
  for (std::size_t i = 0; i < graph.initializers.size(); ++i) {
    initializers.emplace(graph.initializers[i].name, i);
  }
  // Reshaped weights have no batch.
  std::unordered_set<std::string> weights;
  for (const onnx::Node& node : graph.nodes) {
    if (node.op_type != "Reshape" || !node.domain.empty() || node.inputs.size() < 2) continue;
    if (initializers.contains(node.inputs[0])) weights.insert(node.inputs[1]);
  }
  for (const onnx::Node& node : graph.nodes) {
    if (node.op_type != "Reshape" || !node.domain.empty() || node.inputs.size() < 2) continue;
    const auto target = initializers.find(node.inputs[1]);
    if (target == initializers.end() || weights.contains(node.inputs[1])) continue;
    open_target(graph.initializers[target->second], batch);
  }
}

}  // namespace

std::optional<std::int64_t> open_batch(onnx::Graph& graph) {
  onnx::ValueInfo& input = graph.inputs[0];
  if (!input.shape || input.shape->empty() || !input.shape->front().value) return std::nullopt;
  const std::int64_t batch = *input.shape->front().value;
  const auto open = [&](onnx::ValueInfo& value) {
    if (!value.shape || value.shape->empty() || value.shape->front().value != batch) return;
    value.shape->front() = onnx::Dimension{.value = std::nullopt, .parameter = kBatch};
  };
  open(input);
  for (onnx::ValueInfo& output : graph.outputs) open(output);
  // What is stated between nodes may have the batch folded into another dimension.
  graph.value_info.clear();
  open_reshapes(graph, batch);
  return batch;
}

}  // namespace ocelli::graph
