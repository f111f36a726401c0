#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "graph/normalize_index.h"
#include "graph/normalize_passes.h"

namespace ocelli::graph {
namespace {

void erase_attribute(onnx::Node& node, std::string_view name) {
  std::erase_if(node.attributes, [&](const onnx::Attribute& one) { return one.name == name; });
}

// Weight standardisation is exported as a batch norm of a weight: it computes statistics of its
// input in inference as well.
bool normalizes_a_weight(const onnx::Node& node, const std::unordered_set<std::string>& constants) {
  return !node.inputs.empty() && constants.contains(node.inputs[0]);
}

bool reads_constants_only(const onnx::Node& node,
                          const std::unordered_set<std::string>& constants) {
  return std::all_of(node.inputs.begin(), node.inputs.end(), [&](const std::string& input) {
    return input.empty() || constants.contains(input);
  });
}

bool outputs_unused(const onnx::Node& node, const ValueIndex& index) {
  return std::all_of(node.outputs.begin() + 1, node.outputs.end(), [&](const std::string& output) {
    return output.empty() || (index.uses(output).empty() && !index.is_graph_output(output));
  });
}

}  // namespace

void strip_training_leftovers(onnx::Graph& graph) {
  std::unordered_set<std::string> constants;
  for (const onnx::TensorData& tensor : graph.initializers) constants.insert(tensor.name);
  const ValueIndex index(graph);
  for (onnx::Node& node : graph.nodes) {
    if (!node.inputs.empty() && reads_constants_only(node, constants)) {
      for (const std::string& output : node.outputs) constants.insert(output);
    }
    if (!node.domain.empty() || node.outputs.empty()) continue;
    const bool batch_norm =
        node.op_type == "BatchNormalization" && !normalizes_a_weight(node, constants);
    const bool dropout = node.op_type == "Dropout";
    if (batch_norm) erase_attribute(node, "training_mode");
    if (dropout && node.inputs.size() > 2) node.inputs.resize(2);
    if ((batch_norm || dropout) && outputs_unused(node, index)) node.outputs.resize(1);
  }
}

}  // namespace ocelli::graph
