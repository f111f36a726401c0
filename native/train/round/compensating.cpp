#include "train/round/compensating.h"

#include <algorithm>
#include <array>

#include <ATen/core/grad_mode.h>

#include "graph/int8_weight.h"

namespace ocelli::train {
namespace {

constexpr double kLimit = graph::kInt8Limit;
constexpr int kSweeps = 4;
constexpr double kDamping = 0.01;
constexpr double kTiny = 1e-12;
constexpr std::array kScaleFactors = {1.0, 0.97, 0.94, 0.91, 0.88};
// Columns whose mutual influence is followed one by one; that on the rest is one matrix product.
constexpr std::int64_t kBlock = 128;

struct Solution {
  at::Tensor values;  // groups × outputs × d, float64 whole numbers
  at::Tensor scale;   // groups × outputs, float64
  at::Tensor error;   // groups × outputs
};

// One weight of every output takes its best integer, given the error of all others.
void descend_block(const at::Tensor& target, const at::Tensor& matrix, const at::Tensor& scale,
                   at::Tensor& values, at::Tensor& error, std::int64_t first, std::int64_t count) {
  const at::Tensor rows = matrix.narrow(1, first, count);
  const at::Tensor slopes = at::matmul(error, rows.transpose(1, 2));  // groups × outputs × count
  const at::Tensor mutual = rows.narrow(2, first, count);             // groups × count × count
  for (std::int64_t j = 0; j < count; ++j) {
    const std::int64_t column = first + j;
    const at::Tensor power = mutual.select(1, j).select(1, j).unsqueeze(1);
    const at::Tensor old = values.select(2, column);
    const at::Tensor wanted = old - slopes.select(2, j) / (power * scale);
    const at::Tensor chosen = wanted.round().clamp(-kLimit, kLimit);
    const at::Tensor now = scale * chosen - target.select(2, column);
    const at::Tensor change = now - error.select(2, column);
    values.select(2, column).copy_(chosen);
    error.select(2, column).copy_(now);
    if (j + 1 == count) continue;
    slopes.narrow(2, j + 1, count - j - 1)
        .add_(change.unsqueeze(2) *
              mutual.select(1, j).narrow(1, j + 1, count - j - 1).unsqueeze(1));
  }
}

// The scale of least error for these integers, rounded to float32 as it will be stored.
at::Tensor refitted(const at::Tensor& target, const at::Tensor& matrix, const at::Tensor& values,
                    const at::Tensor& scale) {
  const at::Tensor weighted = at::matmul(values, matrix);
  const at::Tensor power = (weighted * values).sum(2);
  const at::Tensor fitted =
      (weighted * target).sum(2) / at::where(power > 0, power, at::ones_like(power));
  return at::where((power > 0).logical_and(fitted > 0), fitted, scale)
      .to(at::kFloat)
      .to(at::kDouble);
}

Solution descend(const at::Tensor& target, const at::Tensor& matrix, at::Tensor scale) {
  at::Tensor values = (target / scale.unsqueeze(2)).round().clamp(-kLimit, kLimit);
  const std::int64_t columns = target.size(2);
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    at::Tensor error = scale.unsqueeze(2) * values - target;
    for (std::int64_t first = 0; first < columns; first += kBlock) {
      descend_block(target, matrix, scale, values, error, first, std::min(kBlock, columns - first));
    }
    scale = refitted(target, matrix, values, scale);
  }
  const at::Tensor error = scale.unsqueeze(2) * values - target;
  return {values, scale, (at::matmul(error, matrix) * error).sum(2)};
}

Solution better_rows(const Solution& first, const Solution& second) {
  const at::Tensor pick = second.error < first.error;
  return {at::where(pick.unsqueeze(2), second.values, first.values),
          at::where(pick, second.scale, first.scale), at::where(pick, second.error, first.error)};
}

}  // namespace

CompensatedWeight round_compensating(const at::Tensor& weight, const at::Tensor& covariance) {
  const at::NoGradGuard no_gradients;
  const at::Tensor target = weight.to(at::kDouble);
  const std::int64_t size = target.size(2);
  const at::Tensor power = covariance.diagonal(0, 1, 2).mean(1);
  const at::Tensor eye = at::eye(size, covariance.options());
  const at::Tensor damped = covariance + (kDamping * power + kTiny).view({-1, 1, 1}) * eye;
  const at::Tensor largest = weight.abs().amax(2) / static_cast<float>(kLimit);
  const at::Tensor start = at::where(largest > 0, largest, at::ones_like(largest));
  Solution best;
  for (const double factor : kScaleFactors) {
    const Solution found = descend(target, damped, (start * factor).to(at::kDouble));
    best = best.values.defined() ? better_rows(best, found) : found;
  }
  return {best.values.to(at::kChar), best.scale.to(at::kFloat).flatten()};
}

}  // namespace ocelli::train
