#include "train/optimize/loss.h"

#include <algorithm>
#include <vector>

#include <ATen/core/Reduction.h>

namespace ocelli::train {

at::Tensor batch_loss(const at::Tensor& logits, const at::Tensor& targets, const LossSpec& spec) {
  const at::Tensor scores = logits.to(at::kFloat);
  const c10::optional<at::Tensor> weights =
      spec.class_weights.defined() ? c10::optional<at::Tensor>(spec.class_weights) : c10::nullopt;
  if (!spec.multi_label) {
    constexpr std::int64_t kIgnoreNothing = -100;
    return at::cross_entropy_loss(scores, targets, weights, at::Reduction::Mean, kIgnoreNothing,
                                  spec.label_smoothing);
  }
  at::Tensor smoothed = targets;
  if (spec.label_smoothing > 0) {
    smoothed = targets * (1 - spec.label_smoothing) + spec.label_smoothing / 2;
  }
  return at::binary_cross_entropy_with_logits(scores, smoothed, {}, weights, at::Reduction::Mean);
}

at::Tensor balanced_weights(const Dataset& data) {
  constexpr double kMost = 20;
  std::vector<double> counts(data.labels.size(), 0);
  for (const Sample& sample : data.train) {
    for (const std::int32_t label : sample.labels) counts[static_cast<std::size_t>(label)] += 1;
  }
  const double photos = static_cast<double>(data.train.size());
  std::vector<float> weights;
  for (const double count : counts) {
    const double rarity =
        data.multi_label ? (photos - count) / std::max(count, 1.0)
                         : photos / (static_cast<double>(counts.size()) * std::max(count, 1.0));
    weights.push_back(static_cast<float>(data.multi_label ? std::min(rarity, kMost) : rarity));
  }
  return at::tensor(weights);
}

}  // namespace ocelli::train
