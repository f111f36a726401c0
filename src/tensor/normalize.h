#pragma once

#include <cstdint>
#include <span>

#include "model/preprocess_spec.h"
#include "result.h"
#include "tensor/tensor.h"

namespace ocelli {

/// value = (v / divisor − mean) / std, three float32 operations as PyTorch computes them, laid out
/// and with channels ordered as the spec says. `pixels` are of the input's size, row by row, with
/// `pixel_bytes` each: 3 (RGB), or 1 for a grey network. A grey network reads the first of three.
/// kInvalidArgument where the number of bytes does not fit.
Result<Tensor> normalize(std::span<const std::uint8_t> pixels, int pixel_bytes,
                         const PreprocessSpec& spec);

}  // namespace ocelli
