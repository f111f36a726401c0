#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/model_card.h"
#include "result.h"

namespace ocelli {

/// The three `ocelli.golden.` entries of the network in `file` under this card, computed by running
/// it on the golden input. Only in builds with libtorch. kInvalidModel: a network that cannot be run.
Result<std::vector<CardEntry>> golden_entries(std::span<const std::uint8_t> file,
                                              const ModelCard& card);

}  // namespace ocelli
