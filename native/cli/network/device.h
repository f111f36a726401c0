#pragma once

#include <string>

#include <ATen/ATen.h>

#include "result.h"

namespace ocelli {

/// The device that `--device` names: `cpu`, `cuda` (of several processes on a machine, each one's own)
/// or `cuda:N`. kInvalidArgument says what is missing
/// where it cannot be used: a build with CUDA, a driver, or a GPU of that number.
Result<at::Device> parse_device(const std::string& text, int local_rank = 0);

/// Sets the threads that ATen computes with (0: one a core, shared by so many processes), and keeps freed tensors' memory in the
/// process: handing it back after every step halves the speed of training with glibc.
void set_up_compute(int threads, int processes = 1);

}  // namespace ocelli
