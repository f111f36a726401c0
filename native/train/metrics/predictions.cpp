#include <algorithm>
#include <cmath>
#include <string>

#include "predict/sigmoid.h"
#include "predict/softmax.h"
#include "train/metrics/measures.h"

namespace ocelli::train {
namespace {

Error invalid(const std::string& what) {
  return Error{ErrorCode::kInvalidArgument, "predictions: " + what};
}

std::optional<Error> check_labels(const Predictions& predictions) {
  if (static_cast<std::int64_t>(predictions.labels.size()) != predictions.photos()) {
    return invalid("expected a label for each of " + std::to_string(predictions.photos()) +
                   " photographs, got " + std::to_string(predictions.labels.size()));
  }
  for (const std::int64_t label : predictions.labels) {
    if (label < 0 || label >= predictions.classes) {
      return invalid("expected labels from 0 to " + std::to_string(predictions.classes - 1) +
                     ", got " + std::to_string(label));
    }
  }
  return std::nullopt;
}

std::optional<Error> check_targets(const Predictions& predictions) {
  if (predictions.targets.size() != predictions.logits.size()) {
    return invalid("expected a target for each of " + std::to_string(predictions.logits.size()) +
                   " logits, got " + std::to_string(predictions.targets.size()));
  }
  for (const std::uint8_t target : predictions.targets) {
    if (target > 1) return invalid("expected targets of 0 or 1, got " + std::to_string(target));
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> check_predictions(const Predictions& predictions) {
  if (predictions.classes < 1) {
    return invalid("expected at least one class, got " + std::to_string(predictions.classes));
  }
  const std::size_t count = predictions.logits.size();
  if (count == 0 || count % static_cast<std::size_t>(predictions.classes) != 0) {
    return invalid("expected " + std::to_string(predictions.classes) +
                   " logits for each photograph, got " + std::to_string(count));
  }
  const auto odd = std::find_if(predictions.logits.begin(), predictions.logits.end(),
                                [](float logit) { return !std::isfinite(logit); });
  if (odd != predictions.logits.end()) {
    return invalid("expected finite logits, got " + std::to_string(*odd) + " for photograph " +
                   std::to_string((odd - predictions.logits.begin()) / predictions.classes));
  }
  return predictions.multi_label ? check_targets(predictions) : check_labels(predictions);
}

std::int64_t best_class(std::span<const float> scores) {
  return std::max_element(scores.begin(), scores.end()) - scores.begin();
}

std::vector<double> probabilities(const Predictions& predictions, double temperature) {
  std::vector<double> scaled(predictions.logits.begin(), predictions.logits.end());
  for (double& logit : scaled) logit /= temperature;
  if (predictions.multi_label) {
    for (double& logit : scaled) logit = sigmoid(logit);
    return scaled;
  }
  std::vector<double> all;
  all.reserve(scaled.size());
  for (std::int64_t i = 0; i < predictions.photos(); ++i) {
    const std::vector<double> row = softmax(row_of(scaled, i, predictions.classes));
    all.insert(all.end(), row.begin(), row.end());
  }
  return all;
}

}  // namespace ocelli::train
