#include "graph/stored_int8.h"

#include <cstring>

#include "graph/store_weights.h"
#include "onnx/float_tensor.h"

namespace ocelli::graph {
namespace {

using onnx::DataType;
using onnx::TensorData;
using Tensors = std::unordered_map<std::string, const TensorData*>;

const TensorData* find(const Tensors& tensors, const std::string& name, DataType type) {
  const auto found = tensors.find(name);
  return found != tensors.end() && found->second->type == type ? found->second : nullptr;
}

}  // namespace

std::unordered_map<std::string, Int8Weight> stored_int8(const onnx::Graph& graph) {
  Tensors constants;
  for (const TensorData& tensor : graph.initializers) constants[tensor.name] = &tensor;
  Tensors casts;  // of int8 initializers, by the value that they write
  std::unordered_map<std::string, Int8Weight> stored;
  for (const onnx::Node& node : graph.nodes) {
    if (!node.domain.empty() || node.inputs.empty() || node.outputs.size() != 1) continue;
    if (node.op_type == "Cast") {
      const TensorData* values = find(constants, node.inputs[0], DataType::kInt8);
      if (values != nullptr) casts[node.outputs[0]] = values;
    } else if (node.op_type == "Mul" && node.inputs.size() == 2) {
      const TensorData* values = find(casts, node.inputs[0], DataType::kInt8);
      const TensorData* scale = find(constants, node.inputs[1], DataType::kFloat);
      if (values == nullptr || scale == nullptr) continue;
      Int8Weight weight{std::vector<std::int8_t>(values->bytes.size()), onnx::float_values(*scale)};
      if (!values->bytes.empty()) {
        std::memcpy(weight.values.data(), values->bytes.data(), values->bytes.size());
      }
      stored.emplace(node.outputs[0], std::move(weight));
    }
  }
  return stored;
}

std::unordered_map<std::string, Int8Weight> unchanged_int8(
    const onnx::Graph& plain, std::unordered_map<std::string, Int8Weight> stored) {
  std::unordered_map<std::string, Int8Weight> unchanged;
  for (const LayerWeight& weight : layer_weights(plain)) {
    const auto found = stored.find(weight.name);
    if (found == stored.end()) continue;
    const std::vector<float> values = onnx::float_values(plain.initializers[weight.initializer]);
    const auto& [integers, scale] = found->second;
    bool same = scale.size() == weight.layout.channels && integers.size() == values.size();
    for (std::size_t i = 0; same && i < values.size(); ++i) {
      same = static_cast<float>(integers[i]) * scale[weight.layout.channel_of(i)] == values[i];
    }
    if (same) unchanged.emplace(weight.name, std::move(found->second));
  }
  return unchanged;
}

}  // namespace ocelli::graph
