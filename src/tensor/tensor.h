#pragma once

#include <array>
#include <vector>

namespace ocelli {

/// A float32 tensor of one photograph; the first dimension is the batch, always 1.
struct Tensor {
  std::array<int, 4> shape{};  ///< N C H W, or N H W C, as the spec's layout says
  std::vector<float> values;
};

}  // namespace ocelli
