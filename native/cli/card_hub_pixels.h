#pragma once

#include <vector>

#include "card_hub_json.h"
#include "card_hub_processors.h"
#include "model/model_card.h"

namespace ocelli::hub {

void append(std::vector<CardEntry>& entries, std::vector<CardEntry> more);

/// Input size, resize and crop of a `preprocessor_config.json`; `image_size`: that of `config.json`.
/// Throws Refused.
std::vector<CardEntry> geometry_entries(const Json& given, const Processor& defaults,
                                        const Json& image_size);

/// Divisor, mean and standard deviation. Throws Refused.
std::vector<CardEntry> value_entries(const Json& given, const Processor& defaults);

}  // namespace ocelli::hub
