#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

#include "exec/network.h"
#include "model/preprocess_spec.h"
#include "result.h"

namespace ocelli::train {

/// A trained network that another learns from (Hinton et al., "Distilling the Knowledge in a Neural
/// Network", 2015). It sees the learner's varied pixels, normalised as it is used to and resized where
/// its input has another size.
class Teacher {
 public:
  /// `places`: for each of the learner's classes, the teacher's output. Both take RGB or BGR, planes
  /// first. kInvalidArgument for other inputs.
  static Result<Teacher> create(exec::Network network, const PreprocessSpec& own,
                                const PreprocessSpec& learner, std::vector<std::int64_t> places);

  /// The teacher's logits, N × classes in the learner's order, for the learner's input.
  Result<at::Tensor> logits(const at::Tensor& input);

 private:
  Teacher(exec::Network network, at::Tensor scale, at::Tensor shift, bool swaps_channels,
          std::int64_t height, std::int64_t width, at::Tensor places);

  exec::Network network_;
  at::Tensor scale_;  ///< 1 × 3 × 1 × 1
  at::Tensor shift_;
  bool swaps_channels_;
  std::int64_t height_;
  std::int64_t width_;
  at::Tensor places_;
};

/// Kullback-Leibler divergence of the softened answers, averaged over the batch, times the squared
/// temperature, so that its gradients keep their size; per label for multi-label models (with the
/// sigmoid's two outcomes).
at::Tensor distillation_loss(const at::Tensor& logits, const at::Tensor& teacher,
                             double temperature, bool multi_label);

}  // namespace ocelli::train
