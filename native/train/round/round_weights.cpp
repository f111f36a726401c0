#include "train/round/round_weights.h"

#include <unordered_map>

#include "onnx/float_tensor.h"
#include "train/round/compensating.h"
#include "train/round/layer_inputs.h"

namespace ocelli::train {
namespace {

using Tensors = std::unordered_map<std::string, const onnx::TensorData*>;

// groups × outputs × d, whichever way the file holds it.
at::Tensor by_output(const RoundedLayer& layer, std::vector<float>& values) {
  const at::Tensor flat =
      at::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, at::kFloat);
  const at::Tensor rows = layer.outputs_last ? flat.view({layer.size, layer.outputs}).t()
                                             : flat.view({layer.outputs, layer.size});
  return rows.reshape({layer.groups, layer.outputs / layer.groups, layer.size}).clone();
}

template <typename T>
std::vector<T> elements(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.contiguous();
  const T* first = flat.data_ptr<T>();
  return {first, first + flat.numel()};
}

graph::Int8Weight as_stored(const RoundedLayer& layer, const CompensatedWeight& rounded) {
  at::Tensor values = rounded.values.reshape({layer.outputs, layer.size});
  if (layer.outputs_last) values = values.t();
  return {elements<std::int8_t>(values), elements<float>(rounded.scale)};
}

// The bias, plus what rounding takes from the layer's mean output.
std::vector<float> corrected_bias(const RoundedLayer& layer, const Tensors& tensors,
                                  const at::Tensor& weight, const CompensatedWeight& rounded,
                                  const at::Tensor& mean) {
  const at::Tensor scale = rounded.scale.view({layer.groups, -1, 1}).to(at::kDouble);
  const at::Tensor lost = weight.to(at::kDouble) - rounded.values.to(at::kDouble) * scale;
  const at::Tensor shift = at::matmul(lost, mean.unsqueeze(2)).flatten();
  std::vector<float> bias = onnx::float_values(*tensors.at(layer.bias));
  const std::vector<double> shifts = elements<double>(shift);
  for (std::size_t i = 0; i < bias.size(); ++i) {
    bias[i] = static_cast<float>(double{bias[i]} + shifts[i]);
  }
  return bias;
}

}  // namespace

Result<std::vector<RoundedWeight>> round_weights(const onnx::Model& plain,
                                                 const std::vector<at::Tensor>& photos) {
  const std::vector<RoundedLayer> layers = rounded_layers(plain.graph);
  const Result<std::vector<InputMoments>> moments = input_moments(plain, layers, photos);
  if (!moments) return moments.error();
  Tensors tensors;
  for (const onnx::TensorData& tensor : plain.graph.initializers) tensors[tensor.name] = &tensor;
  std::vector<RoundedWeight> result;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const RoundedLayer& layer = layers[i];
    std::vector<float> values = onnx::float_values(*tensors.at(layer.weight));
    const at::Tensor weight = by_output(layer, values);
    const InputMoments& seen = moments.value()[i];
    const CompensatedWeight rounded = round_compensating(weight, seen.covariance);
    RoundedWeight& one = result.emplace_back();
    one.weight = layer.weight;
    one.values = as_stored(layer, rounded);
    if (layer.bias.empty()) continue;
    one.bias = layer.bias;
    one.bias_values = corrected_bias(layer, tensors, weight, rounded, seen.mean);
  }
  return result;
}

}  // namespace ocelli::train
