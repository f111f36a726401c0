#include <algorithm>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "../convert_network.h"
#include "exec/network.h"
#include "model/golden.h"
#include "photo_batches.h"
#include "photo_data.h"
#include "tensor/normalize.h"
#include "train/metrics/metrics.h"
#include "train/run/predict.h"

namespace ocelli {
namespace {

// Enough to tell a change of a percent; more would only take time.
constexpr std::size_t kComparedPhotos = 256;
constexpr std::uint32_t kSeed = 2024;
constexpr int kBatchSize = 16;

// Without photographs: the golden input, which is noise.
Result<std::vector<at::Tensor>> noise(const ModelCard& card) {
  const PreprocessSpec& spec = card.preprocess;
  const std::uint32_t seed = card.golden ? card.golden->seed : kSeed;
  Result<Tensor> input = normalize(golden_input(spec, seed), channel_count(spec.channels), spec);
  if (!input) return input.error();
  const auto& shape = input.value().shape;
  const at::Tensor tensor = at::from_blob(input.value().values.data(),
                                          {shape[0], shape[1], shape[2], shape[3]}, at::kFloat);
  return std::vector<at::Tensor>{tensor.clone()};
}

struct Sums {
  OutputChange change;
  double largest_expected = 0;
  double expected = 0;
  double difference = 0;
};

void add(Sums& sums, const at::Tensor& expected, const at::Tensor& actual) {
  const at::Tensor before = expected.flatten(1).to(at::kDouble);
  const at::Tensor difference = (actual.flatten(1).to(at::kDouble) - before).abs();
  sums.change.inputs += before.size(0);
  sums.change.largest = std::max(sums.change.largest, difference.max().item<double>());
  sums.largest_expected = std::max(sums.largest_expected, before.abs().max().item<double>());
  sums.difference += difference.sum().item<double>();
  sums.expected += before.abs().sum().item<double>();
  const at::Tensor same = before.argmax(1).eq(actual.flatten(1).argmax(1));
  sums.change.same_top1 += same.sum().item<double>();
}

Result<double> headline(const onnx::Model& model, train::Loader& loader, bool multi_label) {
  Result<exec::Network> network = exec::Network::compile(model, {});
  if (!network) return network.error();
  const auto found = train::predict(network.value(), loader, at::kCPU, multi_label);
  if (!found) return found.error();
  return train::headline(found.value());
}

}  // namespace

Result<OutputChange> output_change(const onnx::Model& original, const onnx::Model& converted,
                                   const ModelCard& card, const std::vector<std::string>& photos) {
  const Result<std::vector<at::Tensor>> inputs =
      photos.empty() ? noise(card) : photo_batches(photos, card.preprocess, kComparedPhotos);
  if (!inputs) return inputs.error();
  Result<exec::Network> before = exec::Network::compile(original, {});
  if (!before) return before.error();
  Result<exec::Network> after = exec::Network::compile(converted, {});
  if (!after) return after.error();
  const at::NoGradGuard no_gradients;
  Sums sums;
  for (const at::Tensor& input : inputs.value()) {
    const auto expected = before.value().forward(input, exec::Mode::kEvaluate);
    if (!expected) return expected.error();
    const auto actual = after.value().forward(input, exec::Mode::kEvaluate);
    if (!actual) return actual.error();
    add(sums, expected.value()[0], actual.value()[0]);
  }
  OutputChange change = sums.change;
  if (sums.largest_expected > 0) change.largest /= sums.largest_expected;
  if (sums.expected > 0) change.mean = sums.difference / sums.expected;
  change.same_top1 /= static_cast<double>(change.inputs);
  return change;
}

Result<AccuracyChange> accuracy_change(const onnx::Model& original, const onnx::Model& converted,
                                       const ModelCard& card, const std::string& data) {
  DataOptions options;
  options.path = data;
  options.validation_share = 0;
  Result<train::Dataset> read = open_data(options);
  if (!read) return read.error();
  const Result<train::Dataset> named =
      train::relabel(std::move(read).value(), card.labels, card.label_ids);
  if (!named) return named.error();
  const train::Dataset& dataset = named.value();
  const std::vector<train::Sample>& samples = !dataset.test.empty()         ? dataset.test
                                              : !dataset.validation.empty() ? dataset.validation
                                                                            : dataset.train;
  auto part = evaluation_part(samples, dataset, card.preprocess, options, kBatchSize);
  if (!part) return part.error();
  train::Loader& loader = *part.value()->loader;
  const Result<double> before = headline(original, loader, dataset.multi_label);
  if (!before) return before.error();
  const Result<double> after = headline(converted, loader, dataset.multi_label);
  if (!after) return after.error();
  return AccuracyChange{dataset.multi_label ? "mAP" : "top-1",
                        static_cast<std::int64_t>(samples.size()), before.value(), after.value()};
}

}  // namespace ocelli
