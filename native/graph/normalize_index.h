#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "onnx/model.h"

namespace ocelli::graph {

/// Where a value is read: a node and the place among its inputs.
struct Use {
  std::size_t node = 0;
  std::size_t input = 0;
};

/// Who writes and who reads each value of a graph. Valid until the graph is changed.
class ValueIndex {
 public:
  explicit ValueIndex(const onnx::Graph& graph);

  /// The initializer of that name, or null.
  [[nodiscard]] const onnx::TensorData* initializer(const std::string& name) const;
  /// The node that writes the value, or null: an initializer, a graph input or unknown.
  [[nodiscard]] const onnx::Node* producer(const std::string& name) const;
  [[nodiscard]] const std::vector<Use>& uses(const std::string& name) const;
  [[nodiscard]] bool is_graph_output(const std::string& name) const;

 private:
  const onnx::Graph& graph_;
  std::unordered_map<std::string, std::size_t> initializers_;
  std::unordered_map<std::string, std::size_t> producers_;
  std::unordered_map<std::string, std::vector<Use>> uses_;
  std::unordered_set<std::string> outputs_;
};

}  // namespace ocelli::graph
