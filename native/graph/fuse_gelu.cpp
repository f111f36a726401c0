#include "graph/fuse_gelu.h"

#include <cmath>
#include <cstring>
#include <numbers>
#include <optional>
#include <string>

#include "graph/normalize_index.h"

namespace ocelli::graph {
namespace {

class GeluFinder {
 public:
  explicit GeluFinder(const onnx::Graph& graph) : graph_(graph), index_(graph) {}

  struct Found {
    std::size_t last = 0;  ///< node
    std::string input;
  };

  [[nodiscard]] std::optional<Found> from(const onnx::Node& erf) const {
    const std::string* x = scaled(erf.inputs[0], 1 / std::numbers::sqrt2);
    const onnx::Node* one_more = x == nullptr ? nullptr : only_reader(erf.outputs[0], "Add");
    if (one_more == nullptr || operand_beside(*one_more, 1) == nullptr) return std::nullopt;
    const onnx::Node* product = only_reader(one_more->outputs[0], "Mul");
    if (product == nullptr) return std::nullopt;
    const bool first = product->inputs[0] == one_more->outputs[0];
    const std::string& other = product->inputs[first ? 1 : 0];
    if (other != *x) {
      const std::string* half = scaled(other, 0.5);
      if (half == nullptr || *half != *x) return std::nullopt;
      return Found{place(*product), *x};
    }
    const onnx::Node* last = only_reader(product->outputs[0], "Mul");
    if (last == nullptr || operand_beside(*last, 0.5) == nullptr) return std::nullopt;
    return Found{place(*last), *x};
  }

 private:
  [[nodiscard]] std::size_t place(const onnx::Node& node) const {
    return static_cast<std::size_t>(&node - graph_.nodes.data());
  }

  // The operator that alone reads a value, if it is one of that type with two inputs.
  [[nodiscard]] const onnx::Node* only_reader(const std::string& value,
                                              std::string_view type) const {
    const std::vector<Use>& uses = index_.uses(value);
    if (uses.size() != 1 || index_.is_graph_output(value)) return nullptr;
    const onnx::Node& node = graph_.nodes[uses[0].node];
    return is(node, type) ? &node : nullptr;
  }

  static bool is(const onnx::Node& node, std::string_view type) {
    return node.op_type == type && node.inputs.size() == 2 && node.outputs.size() == 1;
  }

  // Whether a value is a constant of one element near the expected one.
  [[nodiscard]] bool equals(const std::string& name, double expected) const {
    const onnx::TensorData* tensor = index_.initializer(name);
    if (tensor == nullptr || tensor->type != onnx::DataType::kFloat) return false;
    if (tensor->element_count() != 1 || tensor->dims.size() > 1) return false;
    float value = 0;
    if (tensor->bytes.size() != sizeof(value)) return false;
    std::memcpy(&value, tensor->bytes.data(), sizeof(value));
    return std::abs(value - expected) < 1e-6;
  }

  // What a sum or product has beside that constant.
  [[nodiscard]] const std::string* operand_beside(const onnx::Node& node, double constant) const {
    if (equals(node.inputs[1], constant)) return &node.inputs[0];
    return equals(node.inputs[0], constant) ? &node.inputs[1] : nullptr;
  }

  // What a value is the multiple of, by that factor.
  [[nodiscard]] const std::string* scaled(const std::string& value, double factor) const {
    const onnx::Node* node = index_.producer(value);
    if (node == nullptr) return nullptr;
    if (is(*node, "Mul")) return operand_beside(*node, factor);
    const bool divides = is(*node, "Div") && equals(node->inputs[1], 1 / factor);
    return divides ? &node->inputs[0] : nullptr;
  }

  const onnx::Graph& graph_;
  ValueIndex index_;
};

}  // namespace

std::vector<onnx::Node> with_fused_gelu(const onnx::Graph& graph) {
  std::vector<onnx::Node> nodes = graph.nodes;
  const GeluFinder finder(graph);
  for (const onnx::Node& node : graph.nodes) {
    if (node.op_type != "Erf" || node.inputs.size() != 1 || node.outputs.size() != 1) continue;
    const std::optional<GeluFinder::Found> found = finder.from(node);
    if (!found) continue;
    onnx::Node& last = nodes[found->last];
    last.op_type = "Gelu";
    last.inputs = {found->input};
  }
  return nodes;
}

}  // namespace ocelli::graph
