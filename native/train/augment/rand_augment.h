#pragma once

#include "image/image.h"
#include "result.h"
#include "train/random.h"

namespace ocelli::train {

/// The operations of RandAugment.
enum class RandOperation {
  kIdentity,
  kShearX,
  kShearY,
  kTranslateX,
  kTranslateY,
  kRotate,
  kBrightness,
  kColor,
  kContrast,
  kSharpness,
  kPosterize,
  kSolarize,
  kAutoContrast,
  kEqualize,
};
inline constexpr int kRandOperations = 14;

/// One operation at a magnitude of 0 to 30, in its other direction where `negative` and where it has
/// two. Magnitudes mean what they do in torchvision's `RandAugment`; geometry shows the border's pixels
/// where theirs shows black.
Result<Image> apply_operation(Image image, RandOperation operation, int magnitude, bool negative);

/// That many operations, drawn one by one. Source: Cubuk et al., RandAugment (2019).
Result<Image> rand_augment(Image image, int steps, int magnitude, Random& random);

}  // namespace ocelli::train
