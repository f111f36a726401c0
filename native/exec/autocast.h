#pragma once

#include <optional>

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include "result.h"

namespace ocelli::exec {

/// While it lives, convolutions and matrix products of this thread compute in bfloat16.
class Autocast {
 public:
  Autocast(at::Device device, bool enabled);
  ~Autocast();
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  at::Device device_;
  bool enabled_;
};

/// Whether this thread's operations on CPUs do so.
bool autocasts_on_cpu();

/// Fills the gradients of everything that `loss`, a scalar, depends on. An exception of ATen's
/// becomes kInvalidModel.
std::optional<Error> backward(const at::Tensor& loss);

}  // namespace ocelli::exec
