#pragma once

#include <optional>
#include <string>
#include <vector>

#include "result.h"

namespace ocelli::dist {

/// Starts `count` processes of `program` with `arguments` on this machine, each told its rank by the
/// environment as torchrun does, and waits for them. The first that fails decides: the others get
/// `grace_seconds` to say what they lost, and are then ended. Its exit status; 0 where all succeed.
/// kInvalidArgument where they cannot be started. Ctrl-C reaches them as it reaches this process.
Result<int> launch(const std::string& program, const std::vector<std::string>& arguments, int count,
                   int grace_seconds);

}  // namespace ocelli::dist
