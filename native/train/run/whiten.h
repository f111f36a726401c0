#pragma once

#include <ATen/ATen.h>

namespace ocelli::train {

/// Fills a first convolution's kernel so that its outputs are uncorrelated over `images` and of like
/// size: the eigenvectors of the patches' covariance over the roots of their eigenvalues, and the same
/// negated (Page, "How to train your ResNet", 2018; Jordan, airbench, 2024).
/// `weight`: outputs × channels × k × k, with twice as many outputs as a patch has numbers, or fewer.
/// `images`: N × channels × H × W.
void whiten(at::Tensor weight, const at::Tensor& images);

}  // namespace ocelli::train
