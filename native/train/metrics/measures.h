#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "result.h"
#include "train/metrics/metrics.h"

namespace ocelli::train {

/// What does not fit in the predictions, if anything.
std::optional<Error> check_predictions(const Predictions& predictions);

/// Photograph `row` of a photographs × classes table.
template <typename Element>
std::span<const Element> row_of(const std::vector<Element>& table, std::int64_t row, int classes) {
  const auto width = static_cast<std::size_t>(classes);
  return {table.data() + static_cast<std::size_t>(row) * width, width};
}

/// Column `label` of such a table.
template <typename Element, typename As = Element>
std::vector<As> column_of(const std::vector<Element>& table, int label, int classes) {
  std::vector<As> column;
  column.reserve(table.size() / static_cast<std::size_t>(classes));
  for (std::size_t i = static_cast<std::size_t>(label); i < table.size();
       i += static_cast<std::size_t>(classes)) {
    column.push_back(static_cast<As>(table[i]));
  }
  return column;
}

/// Place of the largest score, the first of equal ones.
std::int64_t best_class(std::span<const float> scores);

/// Single-label: classes × classes counts, row true, column answered.
std::vector<std::int64_t> confusion_matrix(const Predictions& predictions);

/// From a confusion matrix.
ClassReport report_classes(std::span<const std::int64_t> confusion, int classes);

/// Multi-label, from probabilities and one threshold a class.
ClassReport report_labels(const Predictions& predictions, std::span<const double> probabilities,
                          std::span<const double> thresholds);

Calibration calibration(const Predictions& predictions, const std::vector<double>& probabilities);

}  // namespace ocelli::train
