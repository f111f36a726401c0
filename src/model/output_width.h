#pragma once

#include <cstdint>
#include <string>

#include "model/model_card.h"

namespace ocelli {

/// Whether a card speaks of one score a label.
constexpr bool is_classification(Task task) {
  return task == Task::kBinary || task == Task::kMultiClass || task == Task::kMultiLabel;
}

/// Whether an output of `width` elements fits the labels of a classification card. Binary: one
/// logit under `sigmoid` (the positive's), two under `softmax`, either under `none`.
inline bool width_fits(const ModelCard& card, std::int64_t width) {
  if (card.task != Task::kBinary) return width == static_cast<std::int64_t>(card.labels.size());
  return (width == 1 && card.activation != Activation::kSoftmax) ||
         (width == 2 && card.activation != Activation::kSigmoid);
}

/// The widths that `width_fits` accepts, in words for an error.
inline std::string expected_width(const ModelCard& card) {
  if (card.task != Task::kBinary) return std::to_string(card.labels.size());
  if (card.activation == Activation::kSoftmax) return "2 (binary with softmax)";
  if (card.activation == Activation::kSigmoid) return "1 (binary with sigmoid)";
  return "1 or 2 (binary)";
}

}  // namespace ocelli
