#pragma once

#include <nlohmann/json_fwd.hpp>

#include "model/model_card.h"

namespace ocelli {

/// The card as JSON, for `ocelli info --json`: the validated fields, defaults filled in, and all
/// entries as they came. Numbers are the shortest decimals that read back as the same float32.
nlohmann::ordered_json card_json(const ModelCard& card);

}  // namespace ocelli
