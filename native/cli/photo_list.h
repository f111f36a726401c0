#pragma once

#include <string>
#include <vector>

#include "result.h"

namespace ocelli {

/// The files that may be photographs (by their endings) in a folder and those below it, sorted by
/// path; or the one file that `path` is. kInvalidArgument: there is none, or it cannot be read.
Result<std::vector<std::string>> photo_list(const std::string& path);

}  // namespace ocelli
