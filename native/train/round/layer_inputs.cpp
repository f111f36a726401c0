#include "train/round/layer_inputs.h"

#include <algorithm>

#include <ATen/CPUGeneratorImpl.h>

#include "exec/network.h"

namespace ocelli::train {
namespace {

// Places of a photograph at which a layer's inputs are looked at.
constexpr std::int64_t kPlaces = 64;
constexpr std::uint64_t kSeed = 7;
// Covariances that are gathered in one run over the photographs, in bytes.
constexpr std::int64_t kGatheredBytes = std::int64_t{1} << 30;

struct Sums {
  at::Tensor first;   // groups × d
  at::Tensor second;  // groups × d × d
  double samples = 0;
};

// Beginning and end of one side's padding.
std::array<std::int64_t, 2> padding(const RoundedLayer& layer, std::size_t side,
                                    std::int64_t length) {
  if (layer.auto_pad == "VALID") return {0, 0};
  if (layer.auto_pad != "SAME_UPPER" && layer.auto_pad != "SAME_LOWER") {
    return {layer.pads[side], layer.pads[side + 2]};
  }
  const std::int64_t stride = layer.strides[side];
  const std::int64_t extent = layer.dilations[side] * (layer.kernel[side] - 1) + 1;
  const std::int64_t count = (length + stride - 1) / stride;
  const std::int64_t total = std::max<std::int64_t>((count - 1) * stride + extent - length, 0);
  const std::int64_t small = total / 2;
  return layer.auto_pad == "SAME_UPPER" ? std::array{small, total - small}
                                        : std::array{total - small, small};
}

// groups × samples × d of one photograph's input, at random places.
at::Tensor patches(const RoundedLayer& layer, const at::Tensor& photo, at::Generator& random) {
  const auto chosen = [&](std::int64_t count) {
    return at::randperm(count, random, at::kLong).narrow(0, 0, std::min(count, kPlaces));
  };
  if (!layer.convolution) {
    const at::Tensor rows = photo.reshape({-1, layer.size});
    return rows.index_select(0, chosen(rows.size(0))).unsqueeze(0);
  }
  const auto vertical = padding(layer, 0, photo.size(1));
  const auto horizontal = padding(layer, 1, photo.size(2));
  const at::Tensor padded = at::constant_pad_nd(
      photo.unsqueeze(0), {horizontal[0], horizontal[1], vertical[0], vertical[1]});
  const at::Tensor columns =
      at::im2col(padded.contiguous(), layer.kernel, layer.dilations, {0, 0}, layer.strides)[0];
  const at::Tensor some = columns.index_select(1, chosen(columns.size(1)));
  return some.reshape({layer.groups, layer.size, -1}).transpose(1, 2);
}

void add(Sums& sums, const RoundedLayer& layer, const at::Tensor& batch, at::Generator& random) {
  for (std::int64_t i = 0; i < batch.size(0); ++i) {
    const at::Tensor seen = patches(layer, batch[i].to(at::kFloat), random).to(at::kDouble);
    const at::Tensor second = at::matmul(seen.transpose(1, 2), seen);
    sums.first = sums.first.defined() ? sums.first + seen.sum(1) : seen.sum(1);
    sums.second = sums.second.defined() ? sums.second.add_(second) : second;
    sums.samples += static_cast<double>(seen.size(1));
  }
}

InputMoments moments(const Sums& sums) {
  const at::Tensor mean = sums.first / sums.samples;
  return {mean, sums.second / sums.samples - mean.unsqueeze(2) * mean.unsqueeze(1)};
}

// The network whose outputs are these values; a value that is its input stands for itself.
Result<exec::Network> network_giving(onnx::Model model, const std::vector<std::string>& values) {
  std::vector<onnx::ValueInfo> outputs;
  for (const std::string& name : values) {
    onnx::ValueInfo& output = outputs.emplace_back();
    output.name = name;
    output.type = onnx::DataType::kFloat;
  }
  model.graph.outputs = std::move(outputs);
  return exec::Network::compile(model, {});
}

std::optional<Error> gather(const onnx::Model& model, const RoundedLayer* layers, std::size_t count,
                            const std::vector<at::Tensor>& photos, Sums* sums) {
  const std::string& photo_name = model.graph.inputs.at(0).name;
  std::vector<std::string> wanted;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& name = layers[i].input;
    if (name == photo_name) continue;
    if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) wanted.push_back(name);
  }
  std::optional<exec::Network> network;
  if (!wanted.empty()) {
    Result<exec::Network> compiled = network_giving(model, wanted);
    if (!compiled) return compiled.error();
    network.emplace(std::move(compiled).value());
  }
  at::Generator random = at::make_generator<at::CPUGeneratorImpl>(kSeed);
  for (const at::Tensor& batch : photos) {
    std::vector<at::Tensor> values;
    if (network) {
      auto outputs = network->forward(batch, exec::Mode::kEvaluate);
      if (!outputs) return outputs.error();
      values = std::move(outputs).value();
    }
    for (std::size_t i = 0; i < count; ++i) {
      const auto place = std::find(wanted.begin(), wanted.end(), layers[i].input) - wanted.begin();
      const bool is_photo = layers[i].input == photo_name;
      add(sums[i], layers[i], is_photo ? batch : values[static_cast<std::size_t>(place)], random);
    }
  }
  return std::nullopt;
}

std::int64_t covariance_bytes(const RoundedLayer& layer) {
  return layer.groups * layer.size * layer.size * static_cast<std::int64_t>(sizeof(double));
}

}  // namespace

Result<std::vector<InputMoments>> input_moments(const onnx::Model& model,
                                                const std::vector<RoundedLayer>& layers,
                                                const std::vector<at::Tensor>& photos) {
  const at::NoGradGuard no_gradients;
  std::vector<InputMoments> all;
  for (std::size_t first = 0; first < layers.size();) {
    std::size_t count = 0;
    std::int64_t bytes = 0;
    while (first + count < layers.size() && (count == 0 || bytes < kGatheredBytes)) {
      bytes += covariance_bytes(layers[first + count++]);
    }
    std::vector<Sums> sums(count);
    if (auto error = gather(model, &layers[first], count, photos, sums.data())) {
      return *std::move(error);
    }
    for (const Sums& one : sums) all.push_back(moments(one));
    first += count;
  }
  return all;
}

}  // namespace ocelli::train
