#pragma once

#include <vector>

#include "model/model_card.h"
#include "onnx/model.h"
#include "result.h"

namespace ocelli {

/// The three `ocelli.golden.` entries of a network under its card, computed by running it on CPU on
/// the golden input. Seed and tolerance are those of the card's golden output, where it has one.
/// kInvalidModel: a network that cannot be run, or one whose answer is not finite.
Result<std::vector<CardEntry>> golden_entries(const onnx::Model& model, const ModelCard& card);

}  // namespace ocelli
