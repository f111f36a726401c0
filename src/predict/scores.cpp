#include "predict/scores.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "model/card_names.h"
#include "model/output_width.h"
#include "predict/sigmoid.h"
#include "predict/softmax.h"
#include "predict/temperature.h"

namespace ocelli {
namespace {

// How far a half-precision probability may stray outside 0 to 1; it is brought back.
constexpr float kProbabilitySlack = 1e-3F;

Error invalid(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

std::string expected_at(std::size_t index) {
  return "logits[" + std::to_string(index) + "]: expected ";
}

std::optional<Error> check_logits(const ModelCard& card, std::span<const float> logits) {
  if (!is_classification(card.task)) {
    return invalid("card: expected task binary, multi-class or multi-label, got " +
                   std::string(name_of(card.task)));
  }
  if (!width_fits(card, static_cast<std::int64_t>(logits.size()))) {
    return invalid("logits: expected " + expected_width(card) + ", got " +
                   std::to_string(logits.size()));
  }
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (!std::isfinite(logits[i])) {
      return invalid(expected_at(i) + "a finite number, got " +
                     (std::isnan(logits[i]) ? "NaN"
                      : logits[i] > 0       ? "infinity"
                                            : "-infinity"));
    }
    if (card.activation == Activation::kNone &&
        (logits[i] < -kProbabilitySlack || logits[i] > 1.0F + kProbabilitySlack)) {
      return invalid(expected_at(i) +
                     "a probability from 0 to 1, with ocelli.output.activation none, got " +
                     std::to_string(logits[i]));
    }
  }
  return std::nullopt;
}

std::vector<double> activate(const ModelCard& card, std::span<const float> logits) {
  std::vector<double> values = divide_by_temperature(logits, card.temperature);
  switch (card.activation) {
    case Activation::kSoftmax: return softmax(values);
    case Activation::kSigmoid:
      for (double& value : values) value = sigmoid(value);
      return values;
    case Activation::kNone:
      for (double& value : values) value = std::clamp(value, 0.0, 1.0);
      return values;
  }
  return values;
}

}  // namespace

Result<std::vector<double>> label_scores(const ModelCard& card, std::span<const float> logits) {
  if (auto error = check_logits(card, logits)) return *std::move(error);
  std::vector<double> scores = activate(card, logits);
  if (card.task == Task::kBinary && scores.size() == 1) {
    scores.insert(scores.begin(), 1.0 - scores[0]);
  }
  return scores;
}

}  // namespace ocelli
