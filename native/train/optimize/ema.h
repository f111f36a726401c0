#pragma once

#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

namespace ocelli::train {

/// An exponential moving average of tensors (Polyak and Juditsky, 1992). In the first updates the
/// decay is (1 + t) / (10 + t), so that the starting weights are forgotten.
class MovingAverage {
 public:
  MovingAverage(double decay, const std::vector<at::Tensor>& values);

  void update(const std::vector<at::Tensor>& values);
  [[nodiscard]] const std::vector<at::Tensor>& averages() const { return averages_; }
  [[nodiscard]] std::int64_t updates() const { return updates_; }
  void restore(const std::vector<at::Tensor>& averages, std::int64_t updates);

  /// Swaps averages and values, so that the network answers with the averages; again to undo.
  void swap(std::vector<at::Tensor>& values);

 private:
  double decay_;
  std::int64_t updates_ = 0;
  std::vector<at::Tensor> averages_;
};

}  // namespace ocelli::train
