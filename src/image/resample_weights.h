#pragma once

#include <cstdint>
#include <vector>

#include "image/resize_filter.h"

namespace ocelli {

/// Fixed-point weights of one resampling pass along one axis.
struct ResampleWeights {
  struct Span {
    int first = 0;  ///< first source pixel
    int count = 0;  ///< how many contribute
  };
  static constexpr int kPrecisionBits = 22;

  int stride = 0;                     ///< weights reserved for each output pixel
  std::vector<Span> spans;            ///< one an output pixel
  std::vector<std::int32_t> weights;  ///< times 2^kPrecisionBits, rounded

  [[nodiscard]] const std::int32_t* of(int index) const {
    return weights.data() + static_cast<std::size_t>(index) * stride;
  }
};

/// Weights for output pixels `first_out` to `first_out + count_out - 1` of `out_size`, which divide
/// the source's `box_start` to `box_end` (of `in_size` pixels) among them. The arithmetic is
/// Pillow's (`Resample.c`), operation by operation, in double.
ResampleWeights resample_weights(int in_size, float box_start, float box_end, int out_size,
                                 ResizeFilter filter, int first_out, int count_out);

}  // namespace ocelli
