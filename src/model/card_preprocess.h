#pragma once

#include "model/card_fields.h"
#include "model/preprocess_spec.h"

namespace ocelli {

/// Longest side, in pixels, that a card may ask for.
inline constexpr int kMaxSidePx = 16384;
/// Most pixels of an input: 2^24, a tensor of 200 MB.
inline constexpr int kMaxInputPixels = 16777216;

/// Reads the keys `ocelli.input.*`, `.resize.*`, `.crop.*` and `.normalize.*`. Where `fields.error()`
/// is set afterwards, the spec is not to be used.
PreprocessSpec read_preprocess(CardFields& fields);

}  // namespace ocelli
