#pragma once

#include <ATen/ATen.h>

#include "train/data/dataset.h"

namespace ocelli::train {

struct LossSpec {
  /// Every label by itself (binary cross-entropy on sigmoids); else one of them (softmax).
  bool multi_label = false;
  double label_smoothing = 0;  ///< 0 to 1 (Szegedy et al., 2016)
  /// One factor a class, or undefined. Multi-label: on the positives.
  at::Tensor class_weights;
};

/// Mean loss of a batch, a scalar with gradients. `logits`: N × C. `targets`: N class indices
/// (int64), or N × C probabilities (float32; mixed labels, and always under `multi_label`).
at::Tensor batch_loss(const at::Tensor& logits, const at::Tensor& targets, const LossSpec& spec);

/// Class weights that make up for rare labels: photographs / (classes × those of the class), or for
/// multi-label those without the label over those with it, at most 20.
at::Tensor balanced_weights(const Dataset& data);

}  // namespace ocelli::train
