#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "train/log/csv_log.h"
#include "train/metrics/metrics.h"
#include "train/report/mistakes.h"

namespace ocelli::train {

/// What a report tells.
struct ReportContent {
  std::string title;  ///< of the model
  /// What people should know of the run, in order: model file, photographs, temperature …
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<std::string> labels;
  bool multi_label = false;
  Evaluation evaluation;
  std::optional<LogTable> curves;  ///< the log of the training, with a column `epoch`
  std::vector<Mistake> mistakes;
};

/// One page of HTML that needs nothing beside it: no scripts, pictures as data, drawings as SVG. It
/// follows the reader's light or dark scheme and prints.
std::string report_page(const ReportContent& content);

}  // namespace ocelli::train
