#include <cstring>
#include <unordered_map>
#include <utility>

#include "graph/normalize_index.h"
#include "graph/normalize_passes.h"

namespace ocelli::graph {
namespace {

template <typename T>
onnx::TensorData tensor_of(onnx::DataType type, const std::vector<T>& values, bool scalar) {
  onnx::TensorData tensor;
  tensor.type = type;
  if (!scalar) tensor.dims = {static_cast<std::int64_t>(values.size())};
  tensor.bytes.resize(values.size() * sizeof(T));
  std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  return tensor;
}

std::optional<onnx::TensorData> constant_value(const onnx::Node& node) {
  using onnx::DataType;
  for (const onnx::Attribute& attribute : node.attributes) {
    if (const auto* tensor = std::get_if<onnx::TensorData>(&attribute.value)) return *tensor;
    if (const auto* number = std::get_if<float>(&attribute.value)) {
      return tensor_of<float>(DataType::kFloat, {*number}, true);
    }
    if (const auto* number = std::get_if<std::int64_t>(&attribute.value)) {
      return tensor_of<std::int64_t>(DataType::kInt64, {*number}, true);
    }
    if (const auto* numbers = std::get_if<std::vector<float>>(&attribute.value)) {
      return tensor_of(DataType::kFloat, *numbers, false);
    }
    if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&attribute.value)) {
      return tensor_of(DataType::kInt64, *numbers, false);
    }
  }
  return std::nullopt;
}

}  // namespace

std::string describe(const onnx::Node& node) {
  const std::string name = node.name.empty() && !node.outputs.empty() ? node.outputs[0] : node.name;
  return "node '" + name + "' (" + node.op_type + ")";
}

std::optional<Error> take_constants(onnx::Graph& graph) {
  std::vector<onnx::Node> kept;
  kept.reserve(graph.nodes.size());
  for (onnx::Node& node : graph.nodes) {
    if (node.op_type != "Constant" || !node.domain.empty()) {
      kept.push_back(std::move(node));
      continue;
    }
    std::optional<onnx::TensorData> value = constant_value(node);
    if (!value || node.outputs.size() != 1) {
      return Error{ErrorCode::kInvalidModel,
                   describe(node) + ": expected one output and a value of numbers"};
    }
    value->name = node.outputs[0];
    graph.initializers.push_back(*std::move(value));
  }
  graph.nodes = std::move(kept);
  return std::nullopt;
}

void resolve_identities(onnx::Graph& graph) {
  std::unordered_map<std::string, std::size_t> initializers;
  for (std::size_t i = 0; i < graph.initializers.size(); ++i) {
    initializers.emplace(graph.initializers[i].name, i);
  }
  std::unordered_map<std::string, std::string> renamed;
  const ValueIndex index(graph);
  std::vector<onnx::Node> kept;
  kept.reserve(graph.nodes.size());
  std::vector<onnx::TensorData> copies;
  for (const onnx::Node& node : graph.nodes) {
    onnx::Node next = node;
    for (std::string& input : next.inputs) {
      if (const auto found = renamed.find(input); found != renamed.end()) input = found->second;
    }
    const bool identity = next.op_type == "Identity" && next.domain.empty() &&
                          next.inputs.size() == 1 && next.outputs.size() == 1;
    if (!identity || index.is_graph_output(next.outputs[0])) {
      kept.push_back(std::move(next));
    } else if (const auto found = initializers.find(next.inputs[0]); found != initializers.end()) {
      onnx::TensorData copy = found->second < graph.initializers.size()
                                  ? graph.initializers[found->second]
                                  : copies[found->second - graph.initializers.size()];
      copy.name = next.outputs[0];
      initializers.emplace(copy.name, graph.initializers.size() + copies.size());
      copies.push_back(std::move(copy));
    } else {
      renamed.emplace(next.outputs[0], next.inputs[0]);
    }
  }
  for (onnx::TensorData& copy : copies) graph.initializers.push_back(std::move(copy));
  graph.nodes = std::move(kept);
}

}  // namespace ocelli::graph
