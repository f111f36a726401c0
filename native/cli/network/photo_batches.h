#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "model/preprocess_spec.h"
#include "result.h"

namespace ocelli {

/// Photographs as a network takes them, in batches: at most `limit`, evenly spaced over the list,
/// float32 on CPU. What cannot be read is left out. kInvalidArgument: none can.
Result<std::vector<at::Tensor>> photo_batches(const std::vector<std::string>& photos,
                                              const PreprocessSpec& spec, std::size_t limit);

}  // namespace ocelli
