#include "train/augment/flip.h"

#include <cstdint>
#include <utility>

namespace ocelli::train {

void flip(Image& image) {
  for (int y = 0; y < image.height(); ++y) {
    std::uint8_t* left = image.row(y);
    std::uint8_t* right = left + image.row_bytes() - Image::kChannels;
    for (; left < right; left += Image::kChannels, right -= Image::kChannels) {
      for (int c = 0; c < Image::kChannels; ++c) std::swap(left[c], right[c]);
    }
  }
}

}  // namespace ocelli::train
