#pragma once

#include <ATen/ATen.h>

#include <string>

#include "result.h"

namespace ocelli {

/// The device that `--device` names: `cpu`, `cuda` or `cuda:N`. kInvalidArgument says what is missing
/// where it cannot be used: a build with CUDA, a driver, or a GPU of that number.
Result<at::Device> parse_device(const std::string& text);

/// Sets the threads that ATen computes with (0: one a core), and keeps freed tensors' memory in the
/// process: handing it back after every step halves the speed of training with glibc.
void set_up_compute(int threads);

}  // namespace ocelli
