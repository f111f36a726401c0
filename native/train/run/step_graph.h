#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <ATen/ATen.h>

#include "result.h"
#include "train/run/batch_tensors.h"

namespace ocelli::train {

/// The forward and backward pass of a training step as a CUDA graph: recorded after a few batches, then
/// replayed with one launch instead of hundreds. Batches of another shape, and steps that cannot be
/// recorded, run as they are; so does everything without CUDA. Compiled, but not run on a GPU yet.
class StepGraph {
 public:
  /// Computes a batch's loss and leaves the parameters' gradients; it does the same kernels for every
  /// batch of a shape, and reads nothing back from the device.
  using Step = std::function<Result<at::Tensor>(const BatchTensors&)>;

  explicit StepGraph(std::vector<at::Tensor> parameters);
  StepGraph(StepGraph&&) noexcept;
  StepGraph& operator=(StepGraph&&) noexcept;
  ~StepGraph();

  /// The loss, which lives until the next run. Gradients must have been reset before.
  Result<at::Tensor> run(const BatchTensors& batch, const Step& step);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ocelli::train
