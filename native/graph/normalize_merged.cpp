#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "graph/normalize_index.h"
#include "graph/normalize_passes.h"

namespace ocelli::graph {
namespace {

bool is_running_statistic(const onnx::Node& node, std::size_t input) {
  return node.op_type == "BatchNormalization" && (input == 3 || input == 4);
}

bool is_uniform(const onnx::TensorData& tensor) {
  const std::size_t width = onnx::element_bytes(tensor.type);
  if (width == 0) return false;
  for (std::size_t i = width; i < tensor.bytes.size(); i += width) {
    if (std::memcmp(tensor.bytes.data() + i, tensor.bytes.data(), width) != 0) return false;
  }
  return true;
}

// The weight that a bias or a scale goes with, to tell one layer used twice from two layers.
const std::string& companion(const onnx::Node& node, std::size_t input) {
  static const std::string kNone;
  const std::size_t weight = input == 1 ? 2 : 1;
  return weight < node.inputs.size() ? node.inputs[weight] : kNone;
}

bool belong_to_one_layer(const onnx::Graph& graph, const std::vector<Use>& uses) {
  const onnx::Node& first = graph.nodes[uses[0].node];
  return std::all_of(uses.begin(), uses.end(), [&](const Use& use) {
    const onnx::Node& node = graph.nodes[use.node];
    return node.op_type == first.op_type && use.input == uses[0].input &&
           companion(node, use.input) == companion(first, use.input) &&
           !companion(node, use.input).empty();
  });
}

// A tensor of several dimensions whose values differ is hardly equal to another one by chance: there
// the layers share it. Vectors are, all zeros or ones after initialisation.
bool was_merged(const onnx::Graph& graph, const onnx::TensorData& tensor,
                const std::vector<Use>& uses) {
  if (uses.size() < 2 || tensor.type != onnx::DataType::kFloat) return false;
  const bool statistics = std::any_of(uses.begin(), uses.end(), [&](const Use& use) {
    return is_running_statistic(graph.nodes[use.node], use.input);
  });
  if (statistics) return true;
  if (tensor.element_count() <= 1) return false;
  if (tensor.dims.size() > 1 && !is_uniform(tensor)) return false;
  return !belong_to_one_layer(graph, uses);
}

std::string free_name(const std::string& base, std::unordered_set<std::string>& taken) {
  for (int i = 2;; ++i) {
    std::string name = base + "." + std::to_string(i);
    if (taken.insert(name).second) return name;
  }
}

}  // namespace

void separate_merged(onnx::Graph& graph) {
  std::unordered_set<std::string> taken;
  for (const onnx::TensorData& tensor : graph.initializers) taken.insert(tensor.name);
  for (const onnx::Node& node : graph.nodes) taken.insert(node.outputs.begin(), node.outputs.end());

  const ValueIndex index(graph);
  std::vector<onnx::TensorData> copies;
  std::vector<std::pair<Use, std::string>> renamed;
  for (const onnx::TensorData& tensor : graph.initializers) {
    const std::vector<Use>& uses = index.uses(tensor.name);
    if (!was_merged(graph, tensor, uses)) continue;
    for (std::size_t i = 1; i < uses.size(); ++i) {
      onnx::TensorData copy = tensor;
      copy.name = free_name(tensor.name, taken);
      renamed.emplace_back(uses[i], copy.name);
      copies.push_back(std::move(copy));
    }
  }
  for (auto& [use, name] : renamed) graph.nodes[use.node].inputs[use.input] = name;
  for (onnx::TensorData& copy : copies) graph.initializers.push_back(std::move(copy));
}

}  // namespace ocelli::graph
