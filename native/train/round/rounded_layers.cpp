#include <unordered_map>

#include "train/round/layer_inputs.h"

namespace ocelli::train {
namespace {

// A covariance of this size takes 300 MB.
constexpr std::int64_t kLargestSize = 6144;

template <typename T>
T attribute(const onnx::Node& node, std::string_view name, T fallback) {
  const onnx::Attribute* found = node.find(name);
  const T* value = found == nullptr ? nullptr : std::get_if<T>(&found->value);
  return value == nullptr ? fallback : *value;
}

template <std::size_t Count>
bool read_list(const onnx::Node& node, std::string_view name,
               std::array<std::int64_t, Count>& out) {
  const auto list = attribute<std::vector<std::int64_t>>(node, name, {});
  if (list.empty()) return true;
  if (list.size() != Count) return false;
  std::copy(list.begin(), list.end(), out.begin());
  return true;
}

bool read_convolution(const onnx::Node& node, const onnx::TensorData& weight, RoundedLayer& layer) {
  if (node.op_type != "Conv" || weight.dims.size() != 4) return false;
  layer.convolution = true;
  layer.groups = attribute<std::int64_t>(node, "group", 1);
  layer.outputs = weight.dims[0];
  layer.size = weight.dims[1] * weight.dims[2] * weight.dims[3];
  layer.kernel = {weight.dims[2], weight.dims[3]};
  layer.auto_pad = attribute<std::string>(node, "auto_pad", "");
  return layer.groups > 0 && layer.outputs % layer.groups == 0 &&
         read_list(node, "strides", layer.strides) &&
         read_list(node, "dilations", layer.dilations) && read_list(node, "pads", layer.pads);
}

bool read_product(const onnx::Node& node, const onnx::TensorData& weight, RoundedLayer& layer) {
  const bool gemm = node.op_type == "Gemm" && attribute<std::int64_t>(node, "transA", 0) == 0 &&
                    attribute(node, "alpha", 1.0F) == 1.0F && attribute(node, "beta", 1.0F) == 1.0F;
  if ((!gemm && node.op_type != "MatMul") || weight.dims.size() != 2) return false;
  layer.outputs_last = attribute<std::int64_t>(node, "transB", 0) == 0;
  layer.outputs = weight.dims[layer.outputs_last ? 1 : 0];
  layer.size = weight.dims[layer.outputs_last ? 0 : 1];
  return true;
}

}  // namespace

std::vector<RoundedLayer> rounded_layers(const onnx::Graph& graph) {
  std::unordered_map<std::string, const onnx::TensorData*> constants;
  for (const onnx::TensorData& tensor : graph.initializers) {
    if (tensor.type == onnx::DataType::kFloat) constants[tensor.name] = &tensor;
  }
  std::unordered_map<std::string, int> reads;
  for (const onnx::Node& node : graph.nodes) {
    for (const std::string& input : node.inputs) ++reads[input];
  }
  std::vector<RoundedLayer> layers;
  for (const onnx::Node& node : graph.nodes) {
    if (!node.domain.empty() || node.inputs.size() < 2 || constants.contains(node.inputs[0]))
      continue;
    const auto weight = constants.find(node.inputs[1]);
    if (weight == constants.end() || reads[weight->first] != 1) continue;
    RoundedLayer layer;
    layer.weight = node.inputs[1];
    layer.input = node.inputs[0];
    if (!read_convolution(node, *weight->second, layer) &&
        !read_product(node, *weight->second, layer)) {
      continue;
    }
    if (layer.size < 1 || layer.size > kLargestSize || layer.outputs < 1) continue;
    if (node.inputs.size() > 2) {
      const auto bias = constants.find(node.inputs[2]);
      if (bias != constants.end() && reads[bias->first] == 1 &&
          bias->second->element_count() == layer.outputs) {
        layer.bias = bias->first;
      }
    }
    layers.push_back(std::move(layer));
  }
  return layers;
}

}  // namespace ocelli::train
