#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include <ATen/ATen.h>

#include "dist/process_group.h"
#include "result.h"

namespace ocelli::dist {

/// The gradients of all parameters in a few flat pieces of memory, each summed over the ranks as soon
/// as the backward pass has filled it, while that goes on (Li et al., "PyTorch Distributed", 2020).
class GradientBuckets {
 public:
  static constexpr std::size_t kUsualBytes = 25U << 20U;

  /// `parameters`: leaves of autograd that ask for gradients, in the order of the forward pass. They
  /// and `group` outlive the buckets.
  GradientBuckets(ProcessGroup& group, std::vector<at::Tensor> parameters,
                  std::size_t bucket_bytes = kUsualBytes);
  ~GradientBuckets();
  GradientBuckets(const GradientBuckets&) = delete;
  GradientBuckets& operator=(const GradientBuckets&) = delete;

  /// Before the first backward pass of an update: gradients of zero, laid over the flat memory.
  void attach();

  /// Before the last backward pass of an update: what it fills is summed.
  void arm();

  /// Begins the sums that are missing, waits for all; the gradients are then those of all ranks.
  std::optional<Error> finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ocelli::dist
