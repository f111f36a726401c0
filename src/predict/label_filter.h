#pragma once

#include <span>
#include <string>
#include <vector>

#include "result.h"

namespace ocelli {

/// The places in `labels` that pass: all, or those in `allow` where it is not empty, less those in
/// `deny`. Names are compared whole. `kInvalidArgument`: a name that is not among the labels.
Result<std::vector<int>> filter_labels(std::span<const std::string> labels,
                                       std::span<const std::string> allow,
                                       std::span<const std::string> deny);

}  // namespace ocelli
