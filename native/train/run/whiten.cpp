#include "train/run/whiten.h"

#include <ATen/core/grad_mode.h>

namespace ocelli::train {

void whiten(at::Tensor weight, const at::Tensor& images) {
  constexpr double kEpsilon = 5e-4;
  const at::NoGradGuard no_gradients;
  const std::int64_t height = weight.size(2), width = weight.size(3);
  const std::int64_t length = weight.size(1) * height * width;
  const at::Tensor patches = images.contiguous()
                                 .unfold(2, height, 1)
                                 .unfold(3, width, 1)
                                 .permute({0, 2, 3, 1, 4, 5})
                                 .reshape({-1, length})
                                 .to(at::kDouble);
  const at::Tensor covariance = at::mm(patches.t(), patches) / static_cast<double>(patches.size(0));
  auto [values, vectors] = at::linalg_eigh(covariance, "L");
  // Rows of the largest eigenvalues first.
  const at::Tensor scaled = (vectors / at::sqrt(values + kEpsilon)).t().flip({0});
  const at::Tensor both = at::cat({scaled, -scaled}, 0).narrow(0, 0, weight.size(0));
  weight.copy_(both.reshape(weight.sizes()));
}

}  // namespace ocelli::train
