#include "train/augment/placement.h"

#include <algorithm>

namespace ocelli::train {

Placement draw_placement(int width, int height, const AugmentSpec& augment, Random& random) {
  Placement placement;
  if (augment.shift > 0) {
    const auto step = [&](int side) {
      const int most = std::min(augment.shift, side - 1);
      return static_cast<int>(random.below(2 * most + 1)) - most;
    };
    placement.right = step(width);
    placement.down = step(height);
  }
  placement.mirrored = random.chance(augment.flip);
  return placement;
}

bool only_places(const AugmentSpec& augment) {
  AugmentSpec rest = augment;
  rest.shift = 0;
  rest.flip = 0.0;
  rest.alternate_flip = false;
  return changes_nothing(rest);
}

}  // namespace ocelli::train
