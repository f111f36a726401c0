#include "train/augment/shift.h"

#include <algorithm>
#include <cstdint>

#include "train/augment/placement.h"

namespace ocelli::train {

Result<Image> shifted(const Image& image, int right, int down) {
  Result<Image> moved = Image::create(image.width(), image.height());
  if (!moved) return moved;
  for (int y = 0; y < image.height(); ++y) {
    const std::uint8_t* from = image.row(mirrored_pixel(y - down, image.height()));
    std::uint8_t* to = moved.value().row(y);
    for (int x = 0; x < image.width(); ++x) {
      std::copy_n(from + 3 * mirrored_pixel(x - right, image.width()), 3, to + 3 * x);
    }
  }
  return moved;
}

}  // namespace ocelli::train
