#pragma once

#include <ATen/ATen.h>

namespace ocelli::train {

/// A layer's weight as int8 with one scale an output channel.
struct CompensatedWeight {
  at::Tensor values;  ///< int8, of the weight's shape
  at::Tensor scale;   ///< float32, one an output channel
};

/// int8 by output channel with the least output error that coordinate descent finds: each weight in
/// turn takes the integer that best makes up for the errors of the others, the scale is refitted by
/// least squares, and so on, from several scales (QuantEase, Behdin et al., 2023).
/// `weight`: groups × outputs × d, float32. `covariance`: groups × d × d of the inputs that one group
/// of outputs sees, float64.
CompensatedWeight round_compensating(const at::Tensor& weight, const at::Tensor& covariance);

}  // namespace ocelli::train
