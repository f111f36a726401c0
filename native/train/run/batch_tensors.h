#pragma once

#include <ATen/ATen.h>

#include "train/loader/batch.h"
#include "train/run/resident_pixels.h"

namespace ocelli::train {

/// A batch as the network and the loss take it.
struct BatchTensors {
  at::Tensor input;    ///< N × C × H × W, float32; channels-last where the batch is
  at::Tensor targets;  ///< N class indices (int64), or N × classes (float32)
};

/// Lays tensors over the batch's memory, which lives as long as they do, and moves them to `device`; a
/// kPlaced batch takes its pixels from `resident`, which must then be there.
BatchTensors batch_tensors(const Batch& batch, at::Device device,
                           const ResidentPixels* resident = nullptr);

}  // namespace ocelli::train
