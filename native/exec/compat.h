#pragma once

#include <cmath>

#include <ATen/ATen.h>
#include <torch/version.h>

/// What differs between libtorch 1.13 (Debian 12), 2.6 (Debian 13) and 2.11 (PyPI, CUDA).
namespace ocelli::exec::compat {

/// softmax(scale · q kᵀ + mask) v for q of … × T × D, k of … × S × D, v of … × S × E; mask may be
/// undefined, and is broadcast.
inline at::Tensor attention(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                            const at::Tensor& mask, double scale) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)
  const c10::optional<at::Tensor> bias =
      mask.defined() ? c10::optional<at::Tensor>(mask) : c10::nullopt;
  return at::scaled_dot_product_attention(query, key, value, bias, 0, false, scale);
#else
  // 1.13 has no fused kernel: scaling within the product saves a pass over the scores.
  if (query.dim() == 4 && key.dim() == 4 && query.size(0) == key.size(0) &&
      query.size(1) == key.size(1)) {
    const at::Tensor left = query.flatten(0, 1);
    const at::Tensor right = key.flatten(0, 1).transpose(1, 2);
    const at::Tensor nothing = at::zeros({1, 1, 1}, query.options());
    at::Tensor scores = at::baddbmm(nothing, left, right, 0, scale);
    if (mask.defined()) {
      scores = scores.unflatten(0, {query.size(0), query.size(1)}) + mask;
      return at::matmul(at::softmax(scores, -1), value);
    }
    const at::Tensor mixed = at::bmm(at::softmax(scores, -1), value.flatten(0, 1));
    return mixed.unflatten(0, {query.size(0), query.size(1)});
  }
  at::Tensor scores = at::matmul(query * scale, key.transpose(-2, -1));
  if (mask.defined()) scores = scores + mask;
  return at::matmul(at::softmax(scores, -1), value);
#endif
}

/// An exception's message without the stack of C++ frames.
inline const char* message(const c10::Error& error) { return error.what_without_backtrace(); }

}  // namespace ocelli::exec::compat
