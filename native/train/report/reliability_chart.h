#pragma once

#include <string>

#include "train/metrics/metrics.h"

namespace ocelli::train {

/// The reliability diagram as a figure with inline SVG: for each bin a bar as high as the share that
/// came true, with a mark at the mean probability; below, how many there are. The same numbers follow
/// as a table that can be opened.
std::string reliability_chart(const Calibration& calibration);

}  // namespace ocelli::train
