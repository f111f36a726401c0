#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/model_card.h"
#include "result.h"

namespace ocelli {

/// What the caller wants to see of an answer.
struct AnswerOptions {
  /// How many predictions of a multi-class model, at least 1; more than there are gives all.
  int top_k = 5;
  /// Labels to keep (empty: all) and to leave out; a label in both is left out. They choose what is
  /// listed and leave scores, `unsure` and a binary answer as they are.
  std::vector<std::string> allow;
  std::vector<std::string> deny;
};

struct Prediction {
  std::string label;
  /// Place of the label in the card's list.
  int index = 0;
  /// Probability, 0 to 1.
  double score = 0.0;
};

/// The answer to one photograph.
struct Answer {
  /// Best first, equal scores by index. Binary: both labels. Multi-class: the best `top_k`.
  /// Multi-label: every label at or above its own threshold.
  std::vector<Prediction> predictions;
  /// The best score, before any filter, is below the card's `ocelli.unsure.below`.
  bool unsure = false;
  /// Binary: the threshold of the positive label, at or above which `label` is that one. Else 0 and
  /// empty.
  double threshold = 0.0;
  std::string label;
};

/// Turns one photograph's output into an answer, for the tasks binary, multi-class and multi-label.
/// `logits` has one element a label; binary may have one: the positive label's.
/// `kInvalidArgument`: another task or count, an element that is not finite (the message names its
/// index) or, under activation `none`, no probability; an unknown label in a list; `top_k` below 1.
Result<Answer> answer(const ModelCard& card, std::span<const float> logits,
                      const AnswerOptions& options = {});

}  // namespace ocelli
