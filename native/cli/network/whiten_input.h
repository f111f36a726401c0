#pragma once

#include <optional>
#include <string>

#include <ATen/ATen.h>

#include "exec/network.h"
#include "result.h"
#include "train/loader/loader.h"

namespace ocelli {

/// Fills the weight of that name from photographs of the loader's first epoch, so that the first layer's
/// outputs are uncorrelated (`train::whiten`). kInvalidCard where the network has no such weight.
std::optional<Error> whiten_input(exec::Network& network, const std::string& weight,
                                  train::Loader& loader, at::Device device);

}  // namespace ocelli
