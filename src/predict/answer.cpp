#include "predict/answer.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "predict/label_filter.h"
#include "predict/scores.h"
#include "predict/top_k.h"

namespace ocelli {
namespace {

// Of those that pass the filter, the ones that the task lists at all.
std::vector<int> listed_places(const ModelCard& card, const std::vector<double>& scores,
                               std::vector<int> passing) {
  if (card.task != Task::kMultiLabel) return passing;
  const auto is_below = [&](int place) {
    const auto i = static_cast<std::size_t>(place);
    return scores[i] < double{card.thresholds[i]};
  };
  passing.erase(std::remove_if(passing.begin(), passing.end(), is_below), passing.end());
  return passing;
}

}  // namespace

Result<Answer> answer(const ModelCard& card, std::span<const float> logits,
                      const AnswerOptions& options) {
  if (options.top_k < 1) {
    return Error{ErrorCode::kInvalidArgument,
                 "topK: expected 1 or more, got " + std::to_string(options.top_k)};
  }
  const Result<std::vector<double>> scored = label_scores(card, logits);
  if (!scored) return scored.error();
  const std::vector<double>& scores = scored.value();
  Result<std::vector<int>> passing = filter_labels(card.labels, options.allow, options.deny);
  if (!passing) return passing.error();

  Answer result;
  const double best = *std::max_element(scores.begin(), scores.end());
  result.unsure = card.unsure_below && best < double{*card.unsure_below};
  if (card.task == Task::kBinary) {
    result.threshold = double{card.thresholds[1]};
    result.label = card.labels[scores[1] >= result.threshold ? 1 : 0];
  }
  std::vector<int> places = listed_places(card, scores, std::move(passing).value());
  const std::size_t count =
      card.task == Task::kMultiClass ? static_cast<std::size_t>(options.top_k) : places.size();
  for (const int place : top_k(scores, std::move(places), count)) {
    const auto i = static_cast<std::size_t>(place);
    result.predictions.push_back({card.labels[i], place, scores[i]});
  }
  return result;
}

}  // namespace ocelli
