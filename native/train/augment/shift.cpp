#include "train/augment/shift.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace ocelli::train {
namespace {

// The edge's own pixels are not repeated: … 2 1 0 1 2 …
int mirrored(int at, int length) {
  if (at < 0) at = -at;
  return at < length ? at : 2 * (length - 1) - at;
}

}  // namespace

Result<Image> shifted(const Image& image, int right, int down) {
  Result<Image> moved = Image::create(image.width(), image.height());
  if (!moved) return moved;
  for (int y = 0; y < image.height(); ++y) {
    const std::uint8_t* from = image.row(mirrored(y - down, image.height()));
    std::uint8_t* to = moved.value().row(y);
    for (int x = 0; x < image.width(); ++x) {
      std::copy_n(from + 3 * mirrored(x - right, image.width()), 3, to + 3 * x);
    }
  }
  return moved;
}

}  // namespace ocelli::train
