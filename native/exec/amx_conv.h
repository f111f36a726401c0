#pragma once

#include <cstdint>

#include <ATen/ATen.h>

namespace ocelli::exec {

/// Whether `amx_conv` can take these, and is faster than oneDNN: 3 × 3 with stride 1 and padding 1,
/// channels-last on a CPU with AMX, under a gradient, enough pixels and channels to fill the tiles.
bool amx_fits(const at::Tensor& input, const at::Tensor& weight, std::int64_t padding);

/// Cross-correlation of N × C × H × W with K × C × 3 × 3, padded by 1, differentiable once, of both
/// rounded to bfloat16 and summed in float32. Output and gradient of the input are bfloat16 in
/// channels-last, the gradient of the weight has its type. Needs `amx::available()`.
at::Tensor amx_conv(const at::Tensor& input, const at::Tensor& weight);

}  // namespace ocelli::exec
