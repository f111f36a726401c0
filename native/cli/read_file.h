#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "result.h"

namespace ocelli {

/// A whole file. kInvalidArgument, naming the path, where it cannot be read.
Result<std::vector<std::uint8_t>> read_file(const std::string& path);

}  // namespace ocelli
