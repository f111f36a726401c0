#include "train/augment/rand_augment.h"

#include <cmath>
#include <utility>

#include "train/augment/lighting.h"
#include "train/augment/tone.h"
#include "train/augment/warp.h"

namespace ocelli::train {
namespace {

constexpr double kMostMagnitude = 30.0;

Result<Image> moved(const Image& image, const Homography& map) {
  return warp(image, map, image.width(), image.height());
}

Result<Image> apply_geometry(const Image& image, RandOperation operation, double share) {
  constexpr double kMostShear = 0.3, kMostShift = 150.0 / 331.0, kMostDegrees = 30.0;
  const double width = image.width(), height = image.height();
  const Point center{width / 2.0, height / 2.0};
  switch (operation) {
    // Slanted about the corner, not about the centre, as in the paper's code.
    case RandOperation::kShearX: return moved(image, Homography::shear(kMostShear * share, 0, {}));
    case RandOperation::kShearY: return moved(image, Homography::shear(0, kMostShear * share, {}));
    case RandOperation::kTranslateX:
      return moved(image, Homography::shift(-std::trunc(kMostShift * width * share), 0));
    case RandOperation::kTranslateY:
      return moved(image, Homography::shift(0, -std::trunc(kMostShift * height * share)));
    default: return moved(image, Homography::rotation(-kMostDegrees * share, center));
  }
}

}  // namespace

Result<Image> apply_operation(Image image, RandOperation operation, int magnitude, bool negative) {
  constexpr double kMostFactor = 0.9;
  const double share = magnitude / kMostMagnitude * (negative ? -1.0 : 1.0);
  switch (operation) {
    case RandOperation::kIdentity: break;
    case RandOperation::kBrightness: adjust_brightness(image, 1.0 + kMostFactor * share); break;
    case RandOperation::kColor: adjust_saturation(image, 1.0 + kMostFactor * share); break;
    case RandOperation::kContrast: adjust_contrast(image, 1.0 + kMostFactor * share); break;
    case RandOperation::kSharpness: adjust_sharpness(image, 1.0 + kMostFactor * share); break;
    case RandOperation::kPosterize:
      posterize(image, 8 - static_cast<int>(std::nearbyint(magnitude / (kMostMagnitude / 4))));
      break;
    case RandOperation::kSolarize: solarize(image, 255.0 * (1.0 - std::fabs(share))); break;
    case RandOperation::kAutoContrast: autocontrast(image); break;
    case RandOperation::kEqualize: equalize(image); break;
    default: return apply_geometry(image, operation, share);
  }
  return image;
}

Result<Image> rand_augment(Image image, int steps, int magnitude, Random& random) {
  for (int step = 0; step < steps; ++step) {
    const auto operation = static_cast<RandOperation>(random.below(kRandOperations));
    Result<Image> changed =
        apply_operation(std::move(image), operation, magnitude, random.chance(0.5));
    if (!changed) return changed;
    image = std::move(changed).value();
  }
  return image;
}

}  // namespace ocelli::train
