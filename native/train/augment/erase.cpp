#include "train/augment/erase.h"

#include <cmath>

namespace ocelli::train {

std::optional<CropBox> random_erasure(int width, int height, const Range& area, Random& random) {
  constexpr int kAttempts = 10;
  constexpr double kFlattest = 0.3, kTallest = 3.3;
  const double all = static_cast<double>(width) * height;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const double target = all * random.uniform(area.low, area.high);
    const double shape = std::exp(random.uniform(std::log(kFlattest), std::log(kTallest)));
    const int h = static_cast<int>(std::nearbyint(std::sqrt(target * shape)));
    const int w = static_cast<int>(std::nearbyint(std::sqrt(target / shape)));
    if (h >= height || w >= width) continue;
    const int y = static_cast<int>(random.below(height - h + 1));
    const int x = static_cast<int>(random.below(width - w + 1));
    return CropBox{x, y, w, h};
  }
  return std::nullopt;
}

void erase(Image& image, const CropBox& part, const std::array<std::uint8_t, 3>& color) {
  for (int y = part.y; y < part.y + part.height; ++y) {
    std::uint8_t* pixel = image.row(y) + Image::kChannels * part.x;
    for (int x = 0; x < part.width; ++x) {
      for (const std::uint8_t value : color) *pixel++ = value;
    }
  }
}

}  // namespace ocelli::train
