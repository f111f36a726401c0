#pragma once

#include <string>

#include "card_hub_json.h"

namespace ocelli::hub {

/// A target size: both sides, or the shorter one.
struct Size {
  bool exact = true;
  std::string text;  ///< `height width`, as the card writes it; only where `exact`
  int edge = 0;      ///< the shorter side; only where not `exact`
};

/// The forms that `size` takes over the years: a number, two sides, or the shorter edge. `square`:
/// a number means both sides. Throws Refused.
Size read_size(const Json& size, bool square);

/// `height width` of what is one number or two sides. Throws Refused.
std::string square_of(const char* key, const Json& value);

}  // namespace ocelli::hub
