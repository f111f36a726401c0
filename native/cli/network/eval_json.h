#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "train/metrics/metrics.h"

namespace ocelli {

/// All of an evaluation, for `ocelli eval --json`.
nlohmann::ordered_json evaluation_json(const train::Evaluation& found,
                                       const std::vector<std::string>& labels, bool multi_label);

/// The same for people: the headline, calibration, and a table of the labels with photographs.
std::string evaluation_text(const train::Evaluation& found, const std::vector<std::string>& labels,
                            bool multi_label);

}  // namespace ocelli
