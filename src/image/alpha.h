#pragma once

#include <cstdint>

namespace ocelli {

/// One channel of a pixel composed over white: Pillow's `alpha_composite` on an opaque white
/// background, to the bit. `value` is not premultiplied.
constexpr std::uint8_t over_white(std::uint8_t value, std::uint8_t alpha) {
  if (alpha == 0) return 255;
  constexpr std::uint32_t kPrecision = 7;
  const std::uint32_t front = static_cast<std::uint32_t>(alpha) << kPrecision;
  const std::uint32_t back = (255U << kPrecision) - front;
  const std::uint32_t sum = value * front + 255 * back + (0x80U << kPrecision);
  return static_cast<std::uint8_t>((((sum >> 8) + sum) >> 8) >> kPrecision);
}

}  // namespace ocelli
