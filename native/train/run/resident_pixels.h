#pragma once

#include <array>

#include <ATen/ATen.h>

#include "result.h"
#include "train/data/photo_cache.h"
#include "train/loader/batch.h"
#include "train/progress.h"

namespace ocelli::train {

/// All pictures of a training set on the device, as evaluation sees them, and batches made from them
/// there: only places and labels travel. On a CPU the values equal, to the bit, what the loader makes of
/// the same draws; on CUDA this has not been run.
class ResidentPixels {
 public:
  /// Reads every photograph once; broken ones stay black, and the loader leaves them out.
  /// kInvalidArgument where the device's memory does not suffice, and where `progress` stopped it.
  static Result<ResidentPixels> create(const PhotoCache& photos, at::Device device,
                                       const Progress& progress = {});

  /// The normalised input of a kPlaced batch: N × C × H × W, float32, channels-last.
  [[nodiscard]] at::Tensor input(const Batch& batch) const;

 private:
  ResidentPixels(at::Tensor bytes, const PreprocessSpec& spec);

  at::Tensor bytes_;  ///< photographs × height × width × channels, in the network's order
  at::Tensor divisor_;
  at::Tensor mean_;
  at::Tensor std_dev_;
};

}  // namespace ocelli::train
