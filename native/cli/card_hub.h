#pragma once

#include <string>
#include <vector>

#include "model/model_card.h"
#include "result.h"

namespace ocelli {

/// The card that a Hugging Face folder amounts to: `config.json` gives labels and task,
/// `preprocessor_config.json` the way of preparing a photograph. The same mapping as the page's
/// (web/engine/hub-card.ts); the cases of tests/golden/hub are tried on both.
/// kInvalidArgument: a file that cannot be read or is no JSON. kInvalidCard: what has no counterpart
/// in a card; it is refused by name, never guessed.
Result<std::vector<CardEntry>> card_from_hub(const std::string& folder);

}  // namespace ocelli
