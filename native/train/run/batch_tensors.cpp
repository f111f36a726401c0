#include "train/run/batch_tensors.h"

#include <cstring>
#include <memory>

namespace ocelli::train {
namespace {

at::Tensor pixels(const Batch& batch) {
  const std::shared_ptr<float[]> memory = batch.floats;
  const auto keep = [memory](void*) {};
  if (batch.format == BatchFormat::kFloatNchw) {
    return at::from_blob(memory.get(), {batch.count, batch.channels, batch.height, batch.width},
                         keep);
  }
  return at::from_blob(memory.get(), {batch.count, batch.height, batch.width, batch.channels}, keep)
      .permute({0, 3, 1, 2});
}

at::Tensor targets(const Batch& batch) {
  if (batch.targets.empty()) {
    at::Tensor labels = at::empty({batch.count}, at::kLong);
    std::memcpy(labels.data_ptr(), batch.labels.data(), labels.nbytes());
    return labels;
  }
  at::Tensor shares = at::empty({batch.count, batch.classes}, at::kFloat);
  std::memcpy(shares.data_ptr(), batch.targets.data(), shares.nbytes());
  return shares;
}

}  // namespace

BatchTensors batch_tensors(const Batch& batch, at::Device device, const ResidentPixels* resident) {
  return {batch.format == BatchFormat::kPlaced ? resident->input(batch)
                                               : pixels(batch).to(device, /*non_blocking=*/true),
          targets(batch).to(device, /*non_blocking=*/true)};
}

}  // namespace ocelli::train
