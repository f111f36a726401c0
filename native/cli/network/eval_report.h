#pragma once

#include <optional>
#include <string>
#include <vector>

#include "image/decode.h"
#include "result.h"
#include "train/data/dataset.h"
#include "train/report/report_page.h"

namespace ocelli {

/// The log of the training that made the model, kept beside it in `NAME.training/log.csv`; none where
/// it is not there or cannot be read.
std::optional<train::LogTable> training_log(const std::string& model);

/// Writes `report.html` into a folder, which is made where it is missing. The worst mistakes of the
/// predictions are added to the content, with their pictures from `samples`.
std::optional<Error> write_report(const std::string& folder, train::ReportContent content,
                                  const std::vector<train::Sample>& samples,
                                  const train::Predictions& predictions,
                                  const std::vector<double>& probabilities,
                                  const DecodeLimits& limits);

}  // namespace ocelli
