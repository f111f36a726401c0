#pragma once

#include <cstdint>
#include <span>

namespace ocelli::train {

/// scikit-learn's `average_precision_score`: the sum over thresholds of precision times the recall
/// gained, equal scores together. 0 where `truth` has no positive. As many truths as scores.
double average_precision(std::span<const double> scores, std::span<const std::uint8_t> truth);

/// scikit-learn's `roc_auc_score`: the chance that a positive scores above a negative, ties half.
/// NaN where one of the two is missing.
double roc_auc(std::span<const double> scores, std::span<const std::uint8_t> truth);

/// Whether the class `label` is among the `k` best scores of a photograph; equal scores are ordered
/// by class, the lower first.
bool in_top_k(std::span<const float> scores, std::int64_t label, int k);

}  // namespace ocelli::train
