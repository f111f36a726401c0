#pragma once

#include <optional>
#include <string>

#include <ATen/ATen.h>

#include "exec/network.h"
#include "result.h"
#include "train/loader/loader.h"
#include "train/run/resident_pixels.h"

namespace ocelli {

/// Fills the weight of that name from photographs of the loader's first epoch, so that the first layer's
/// outputs are uncorrelated (`train::whiten`); `resident` as for `train::batch_tensors`. kInvalidCard
/// where the network has no such weight.
std::optional<Error> whiten_input(exec::Network& network, const std::string& weight,
                                  train::Loader& loader, at::Device device,
                                  const train::ResidentPixels* resident = nullptr);

}  // namespace ocelli
