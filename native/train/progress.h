#pragma once

#include <cstdint>
#include <functional>

namespace ocelli::train {

/// Told how far long work has come, from one thread at a time. False asks the work to stop: it then
/// ends in an error that says so. Empty: nobody listens.
using Progress = std::function<bool(std::int64_t done, std::int64_t total)>;

}  // namespace ocelli::train
