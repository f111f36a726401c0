#include "train/optimize/ema.h"

#include <algorithm>

#include <ATen/core/grad_mode.h>

namespace ocelli::train {

MovingAverage::MovingAverage(double decay, const std::vector<at::Tensor>& values) : decay_(decay) {
  const at::NoGradGuard no_gradients;
  for (const at::Tensor& value : values) averages_.push_back(value.detach().clone());
}

void MovingAverage::update(const std::vector<at::Tensor>& values) {
  const at::NoGradGuard no_gradients;
  const double count = static_cast<double>(updates_++);
  const double decay = std::min(decay_, (1 + count) / (10 + count));
  at::_foreach_mul_(averages_, decay);
  at::_foreach_add_(averages_, values, 1 - decay);
}

void MovingAverage::restore(const std::vector<at::Tensor>& averages, std::int64_t updates) {
  const at::NoGradGuard no_gradients;
  for (std::size_t i = 0; i < averages_.size(); ++i) averages_[i].copy_(averages[i]);
  updates_ = updates;
}

void MovingAverage::swap(std::vector<at::Tensor>& values) {
  const at::NoGradGuard no_gradients;
  for (std::size_t i = 0; i < averages_.size(); ++i) {
    const at::Tensor kept = values[i].detach().clone();
    values[i].copy_(averages_[i]);
    averages_[i].copy_(kept);
  }
}

}  // namespace ocelli::train
