#include "train/augment/crop.h"

#include <cmath>

namespace ocelli::train {
namespace {

CropBox central_crop(int width, int height, double least, double most) {
  const double shape = static_cast<double>(width) / height;
  CropBox box{0, 0, width, height};
  if (shape < least) {
    box.height = std::max(1, static_cast<int>(std::nearbyint(width / least)));
  } else if (shape > most) {
    box.width = std::max(1, static_cast<int>(std::nearbyint(height * most)));
  }
  box.x = (width - box.width) / 2;
  box.y = (height - box.height) / 2;
  return box;
}

}  // namespace

CropBox random_crop(int width, int height, double shape, const Range& area, double aspect,
                    Random& random) {
  constexpr int kAttempts = 10;
  const double all = static_cast<double>(width) * height;
  const double spread = std::log(aspect);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const double target = all * random.uniform(area.low, area.high);
    const double drawn = shape * std::exp(random.uniform(-spread, spread));
    const int w = static_cast<int>(std::nearbyint(std::sqrt(target * drawn)));
    const int h = static_cast<int>(std::nearbyint(std::sqrt(target / drawn)));
    if (w < 1 || h < 1 || w > width || h > height) continue;
    const int y = static_cast<int>(random.below(height - h + 1));
    const int x = static_cast<int>(random.below(width - w + 1));
    return {x, y, w, h};
  }
  return central_crop(width, height, shape / aspect, shape * aspect);
}

double crop_shape(int width, int height, const PreprocessSpec& spec) {
  return spec.resize_mode == ResizeMode::kExact
             ? static_cast<double>(width) / height
             : static_cast<double>(spec.input_width) / spec.input_height;
}

}  // namespace ocelli::train
