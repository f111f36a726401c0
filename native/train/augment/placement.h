#pragma once

#include "train/augment/augment_spec.h"
#include "train/random.h"

namespace ocelli::train {

/// How far a picture of the input's size is moved, in pixels, and whether it is then mirrored.
struct Placement {
  int right = 0;
  int down = 0;
  bool mirrored = false;
};

/// Draws what `shift` and `flip` of the variation come to for an input of width × height.
Placement draw_placement(int width, int height, const AugmentSpec& augment, Random& random);

/// Whether a photograph is varied by its placement alone (mixing, which is the batch's, aside).
bool only_places(const AugmentSpec& augment);

/// The pixel of a row or column that one beyond its ends shows: … 2 1 0 1 2 …, the edge's own not
/// repeated. `at` lies less than `length` beyond either end.
constexpr int mirrored_pixel(int at, int length) {
  if (at < 0) at = -at;
  return at < length ? at : 2 * (length - 1) - at;
}

}  // namespace ocelli::train
