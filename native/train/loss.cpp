#include "train/loss.h"

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

}  // namespace ocelli::train
