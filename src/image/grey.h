#pragma once

#include <cstdint>

#include "image/image.h"

namespace ocelli {

/// Luma of a pixel, as Pillow's mode `L` (ITU-R 601-2 in 16 bits of fixed point).
constexpr std::uint8_t luma(int red, int green, int blue) {
  return static_cast<std::uint8_t>((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
}

/// Replaces every pixel by its luma, in all three channels.
inline void to_grey(Image& image) {
  std::uint8_t* pixel = image.bytes().data();
  for (std::size_t i = 0; i < image.size_bytes(); i += 3, pixel += 3) {
    pixel[0] = pixel[1] = pixel[2] = luma(pixel[0], pixel[1], pixel[2]);
  }
}

}  // namespace ocelli
