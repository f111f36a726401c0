#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "result.h"
#include "train/progress.h"

namespace ocelli::train {

/// Calls `work` for 0 to `count` - 1, on `threads` threads (at least one), each number once, roughly
/// in order; `worker` counts the threads from 0. Ends early with an error where `work` returns one
/// (the one of the lowest number that came to it), or where `progress` stops it (`task` names it).
std::optional<Error> for_each_index(
    std::size_t count, int threads, const char* task,
    const std::function<std::optional<Error>(std::size_t, int)>& work,
    const Progress& progress = {});

}  // namespace ocelli::train
