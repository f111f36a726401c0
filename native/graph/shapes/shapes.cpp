#include "graph/shapes/shapes.h"

#include <cstring>

#include "graph/shapes/rule.h"

namespace ocelli::graph {
namespace {

// Longer ones are no shapes, but data.
constexpr std::size_t kLongestShape = 64;

template <typename T>
std::vector<std::int64_t> elements(const onnx::TensorData& tensor) {
  std::vector<std::int64_t> values(tensor.bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < values.size(); ++i) {
    T value;
    std::memcpy(&value, tensor.bytes.data() + i * sizeof(T), sizeof(T));
    values[i] = static_cast<std::int64_t>(value);
  }
  return values;
}

KnownValue known(const onnx::TensorData& tensor) {
  KnownValue value{tensor.dims, std::nullopt};
  if (tensor.bytes.size() > kLongestShape * sizeof(std::int64_t)) return value;
  if (tensor.type == onnx::DataType::kInt64) value.integers = elements<std::int64_t>(tensor);
  if (tensor.type == onnx::DataType::kInt32) value.integers = elements<std::int32_t>(tensor);
  return value;
}

ShapeFunctions all_rules() {
  ShapeFunctions rules;
  add_elementwise_rules(rules);
  add_window_rules(rules);
  add_layout_rules(rules);
  add_index_rules(rules);
  add_product_rules(rules);
  return rules;
}

void set_constant(const onnx::Node& node, KnownValues& values) {
  const onnx::Attribute* value = node.find("value");
  const auto* tensor = value == nullptr ? nullptr : std::get_if<onnx::TensorData>(&value->value);
  if (tensor != nullptr && !node.outputs.empty()) values[node.outputs[0]] = known(*tensor);
}

}  // namespace

KnownValues infer_shapes(const onnx::Graph& graph, const Dims& input_dims) {
  static const ShapeFunctions rules = all_rules();
  KnownValues values;
  for (const onnx::TensorData& tensor : graph.initializers) values[tensor.name] = known(tensor);
  for (const onnx::ValueInfo& input : graph.inputs) {
    if (values.contains(input.name)) continue;
    values[input.name].dims = input_dims;
    break;
  }
  for (const onnx::Node& node : graph.nodes) {
    if (!node.domain.empty()) continue;
    if (node.op_type == "Constant") {
      set_constant(node, values);
    } else if (const auto rule = rules.find(node.op_type); rule != rules.end()) {
      ShapeRule context(node, values);
      rule->second(context);
    }
  }
  return values;
}

std::optional<Dims> dims_of(const KnownValues& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? std::nullopt : found->second.dims;
}

}  // namespace ocelli::graph
