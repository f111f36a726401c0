#pragma once

#include <array>
#include <cstdint>

#include "image/image.h"
#include "result.h"

namespace ocelli {

/// Where a centred crop begins along one axis, in pixels; negative where the picture is smaller, by
/// the padding before it. torchvision's `CenterCrop`: half a pixel goes to the even neighbour, odd
/// padding to the end.
constexpr int center_crop_start(int size, int crop) {
  if (crop > size) return -((crop - size) / 2);
  const int margin = size - crop;
  const int half = margin / 2;
  return margin % 2 != 0 && half % 2 != 0 ? half + 1 : half;
}

/// The same for Hugging Face's numpy processors: always rounded down, also below zero.
constexpr int center_crop_start_floor(int size, int crop) {
  const int margin = size - crop;
  return margin >= 0 ? margin / 2 : -((1 - margin) / 2);
}

/// A picture of width × height filled with one colour, `part` standing at (x, y) within it.
/// kInvalidArgument where the part sticks out.
Result<Image> place(const Image& part, int width, int height, int x, int y,
                    const std::array<std::uint8_t, 3>& fill);

}  // namespace ocelli
