#pragma once

#include <string>

#include "card_hub_json.h"

namespace ocelli::hub {

/// The names of `id2label` in output order, one a line, white space collapsed. A name that comes
/// again gets its place behind it, because a card's labels are unique. Throws Refused.
std::string joined_labels(const Json& id2label);

}  // namespace ocelli::hub
