#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "convert_network.h"
#include "graph/store_weights.h"

namespace ocelli {

/// What a conversion did, for whoever asked for it.
struct ConversionReport {
  std::size_t bytes_before = 0;
  std::size_t bytes_after = 0;
  int folded = 0;  ///< batch norms
  graph::StoredWeights stored;
  std::optional<OutputChange> outputs;
  std::optional<AccuracyChange> accuracy;
  std::vector<std::string> notes;
};

nlohmann::json conversion_json(const ConversionReport& report, const std::string& model,
                               const std::string& out);

/// Prints the report to stdout and gives kSuccess.
int print_conversion(const ConversionReport& report, const std::string& out);

}  // namespace ocelli
