#include "train/optimize/lookahead.h"

#include <utility>

#include <ATen/core/grad_mode.h>

namespace ocelli::train {

Lookahead::Lookahead(const LookaheadSpec& spec, std::vector<at::Tensor> values)
    : spec_(spec), values_(std::move(values)) {
  const at::NoGradGuard no_gradients;
  for (const at::Tensor& value : values_) slow_.push_back(value.detach().clone());
}

void Lookahead::update(std::int64_t step, double part, bool meet) {
  if (step % spec_.every != 0 && !meet) return;
  const at::NoGradGuard no_gradients;
  const double keep = spec_.final_keep * part * part * part;
  at::_foreach_mul_(slow_, keep);
  at::_foreach_add_(slow_, values_, 1 - keep);
  for (std::size_t i = 0; i < values_.size(); ++i) values_[i].copy_(slow_[i]);
}

}  // namespace ocelli::train
