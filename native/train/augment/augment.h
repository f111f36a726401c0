#pragma once

#include "image/image.h"
#include "image/resize.h"
#include "model/preprocess_spec.h"
#include "result.h"
#include "train/augment/augment_spec.h"
#include "train/random.h"

namespace ocelli::train {

/// A training picture: `photo` varied as `augment` says, at the input's size of `spec`, 8-bit RGB.
/// The order is crop and viewpoint (one resampling), shift, flip, RandAugment, lighting, erasing.
/// Which variation comes out is decided by `random` alone.
Result<Image> augment(const Image& photo, const PreprocessSpec& spec, const AugmentSpec& augment,
                      Random& random);

}  // namespace ocelli::train
