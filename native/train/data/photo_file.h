#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "result.h"

namespace ocelli::train {

/// Fills `bytes` with a whole file, or with one photograph of a CIFAR archive; its memory is used again. kInvalidArgument with the system's
/// reason where that fails, and for what is no regular file.
Result<bool> read_photo_file(const std::string& path, std::vector<std::uint8_t>& bytes);

}  // namespace ocelli::train
