#pragma once

#include <cstdint>

#include <ATen/ATen.h>

namespace ocelli::exec {

/// Whether `winograd_conv` can take these, and is faster than oneDNN: 3 × 3 with stride 1, float32,
/// channels-last on a CPU, under a gradient, enough channels and tiles to fill the matrices, and MKL,
/// as in PyPI's libtorch: OpenBLAS beside ATen's threads, as in Debian's, takes twice oneDNN's time.
bool winograd_fits(const at::Tensor& input, const at::Tensor& weight, std::int64_t padding);

/// Cross-correlation of N × C × H × W with K × C × 3 × 3, differentiable once, in a quarter of the
/// multiplications (winograd_tiles.h). Its results are within 2e-5 of the largest one of float64,
/// where direct float32 is within 3e-6.
at::Tensor winograd_conv(const at::Tensor& input, const at::Tensor& weight, std::int64_t padding);

}  // namespace ocelli::exec
