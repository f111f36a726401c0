#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "result.h"

namespace ocelli {

/// A whole file. kInvalidArgument, naming the path, where it cannot be read.
Result<std::vector<std::uint8_t>> read_file(const std::string& path);

/// A text file's lines that are not empty, without their ends. Errors as `read_file`.
Result<std::vector<std::string>> read_lines(const std::string& path);

}  // namespace ocelli
