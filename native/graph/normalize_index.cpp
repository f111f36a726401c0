#include "graph/normalize_index.h"

namespace ocelli::graph {

ValueIndex::ValueIndex(const onnx::Graph& graph) : graph_(graph) {
  for (std::size_t i = 0; i < graph.initializers.size(); ++i) {
    initializers_.emplace(graph.initializers[i].name, i);
  }
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const onnx::Node& node = graph.nodes[i];
    for (std::size_t j = 0; j < node.inputs.size(); ++j) {
      if (!node.inputs[j].empty()) uses_[node.inputs[j]].push_back({i, j});
    }
    for (const std::string& output : node.outputs) {
      if (!output.empty()) producers_.emplace(output, i);
    }
  }
  for (const onnx::ValueInfo& output : graph.outputs) outputs_.insert(output.name);
}

const onnx::TensorData* ValueIndex::initializer(const std::string& name) const {
  const auto found = initializers_.find(name);
  return found == initializers_.end() ? nullptr : &graph_.initializers[found->second];
}

const onnx::Node* ValueIndex::producer(const std::string& name) const {
  const auto found = producers_.find(name);
  return found == producers_.end() ? nullptr : &graph_.nodes[found->second];
}

const std::vector<Use>& ValueIndex::uses(const std::string& name) const {
  static const std::vector<Use> kNone;
  const auto found = uses_.find(name);
  return found == uses_.end() ? kNone : found->second;
}

bool ValueIndex::is_graph_output(const std::string& name) const { return outputs_.contains(name); }

}  // namespace ocelli::graph
