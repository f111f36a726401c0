#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "train/augment/placement.h"

namespace ocelli::train {

/// Memory layout of a batch's pixels.
enum class BatchFormat {
  kFloatNchw,  ///< normalised, planes
  kFloatNhwc,  ///< normalised, channels last: what oneDNN and cuDNN like
  kByteNhwc,   ///< RGB bytes as they are, to be normalised on the device; a quarter of the size
  kPlaced,     ///< none: they are on the device already, and `placements` say how they are varied
};

/// Some photographs, ready for the network. The memory is the batch's own: a tensor can be laid over
/// it that holds `floats` or `bytes` for as long as it lives.
struct Batch {
  std::int64_t epoch = 0;
  std::int64_t index = 0;  ///< within the epoch
  int count = 0;  ///< photographs; fewer than asked for at the end, or where some are broken
  int channels = 0;
  int height = 0;
  int width = 0;
  int classes = 0;
  BatchFormat format = BatchFormat::kFloatNchw;
  std::shared_ptr<float[]> floats;        ///< count × channels × height × width, as `format` says
  std::shared_ptr<std::uint8_t[]> bytes;  ///< count × height × width × 3
  std::vector<Placement> placements;      ///< kPlaced: one a photograph
  std::vector<std::int64_t> labels;       ///< one a photograph; empty for multi-label
  /// count × classes: 0 or 1 for multi-label, shares that sum to 1 where photographs were mixed;
  /// else empty, and `labels` say all.
  std::vector<float> targets;
  std::vector<float> weights;         ///< one a photograph
  std::vector<std::int64_t> samples;  ///< place of each in the cache's list
};

}  // namespace ocelli::train
