#pragma once

#include <span>
#include <vector>

#include "model/model_card.h"
#include "result.h"

namespace ocelli {

/// One photograph's output as probabilities, one a label of a classification card: temperature,
/// then the card's activation. A binary model's single element speaks for the positive label, and
/// the negative gets the rest. Fails as `answer` does, options aside.
Result<std::vector<double>> label_scores(const ModelCard& card, std::span<const float> logits);

}  // namespace ocelli
