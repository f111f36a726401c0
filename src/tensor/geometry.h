#pragma once

#include "image/decode.h"
#include "image/resize.h"
#include "model/preprocess_spec.h"
#include "result.h"

namespace ocelli {

/// How a photograph reaches the network's input: its resized size, the window of that which the
/// network sees, and where the window lies in the input (elsewhere is padding).
struct Geometry {
  ResizeTarget target;
  int place_x = 0;
  int place_y = 0;
};

/// For a whole photograph of width × height, oriented. kInvalidArgument where the spec asks for no
/// resize and the size does not fit; kImageTooLarge where the resized size cannot be counted.
Result<Geometry> geometry(int width, int height, const PreprocessSpec& spec);

/// Denominator of shrink on load for a JPEG of width × height that is resized to `target`: Pillow's
/// `draft` rule with twice the target kept. 1 where the spec does not ask for it.
int shrink_for(int width, int height, const ResizeTarget& target, const PreprocessSpec& spec);

/// The part of a decoded, perhaps shrunk, photograph that its whole covers: where sides were
/// rounded up, a fraction of the last column and row (the first, after mirroring) is left out.
SourceBox covered_box(const Photo& photo);

}  // namespace ocelli
