#pragma once

#include <cstdint>

#include "image/image.h"
#include "image/resample_weights.h"

namespace ocelli {

/// One resampling pass over RGB rows; every channel of a pixel gets the same weights.
struct ResamplePasses {
  /// Fills each row of `out` from the row of `source` that lies `first_row` lower.
  void (*horizontal)(const Image& source, int first_row, const ResampleWeights& weights,
                     Image& out);
  /// Fills row y of `out` from the rows of `source` that `weights.spans[y]` names, which count from
  /// `first_row`, and from its column `first_column` on.
  void (*vertical)(const Image& source, int first_row, int first_column,
                   const ResampleWeights& weights, Image& out);
};

/// With vector instructions.
ResamplePasses vector_passes();
/// Without. Both give the same bits.
ResamplePasses plain_passes();

}  // namespace ocelli
