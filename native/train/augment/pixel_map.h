#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "image/image.h"

namespace ocelli::train {

/// Calls `change` with each pixel's three bytes.
template <typename Change>
void for_each_pixel(Image& image, const Change& change) {
  std::uint8_t* const end = image.bytes().data() + image.size_bytes();
  for (std::uint8_t* rgb = image.bytes().data(); rgb != end; rgb += Image::kChannels) change(rgb);
}

/// Replaces each byte v by `change(v)`, which is called once for each of the 256.
template <typename Change>
void map_bytes(Image& image, const Change& change) {
  std::array<std::uint8_t, 256> table;
  for (int v = 0; v < 256; ++v) table[static_cast<std::size_t>(v)] = change(v);
  for (std::uint8_t& byte : image.bytes()) byte = table[byte];
}

/// factor · value + (1 − factor) · other in float32, clipped and cut to a byte, as torchvision blends.
inline std::uint8_t blend_byte(int value, float other, double factor) {
  const float own = static_cast<float>(factor) * static_cast<float>(value);
  const float rest = static_cast<float>(1.0 - factor) * other;
  return static_cast<std::uint8_t>(std::clamp(own + rest, 0.0F, 255.0F));
}

/// A pixel's grey as torchvision's `rgb_to_grayscale` gives it for bytes.
inline std::uint8_t grey_of(const std::uint8_t* rgb) {
  return static_cast<std::uint8_t>(0.2989F * static_cast<float>(rgb[0]) +
                                   0.587F * static_cast<float>(rgb[1]) +
                                   0.114F * static_cast<float>(rgb[2]));
}

}  // namespace ocelli::train
