#pragma once

#include "model/preprocess_spec.h"
#include "train/augment/augment_spec.h"
#include "train/random.h"

namespace ocelli::train {

/// A part of a photograph, in whole pixels.
struct CropBox {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

/// The part that a random resized crop takes of a photograph of width × height: torchvision's
/// `RandomResizedCrop.get_params`, with a share of the area drawn from `area` and a shape around
/// `shape` (width over height; 1 there). After ten crops that stick out, the largest centred one.
CropBox random_crop(int width, int height, double shape, const Range& area, double aspect,
                    Random& random);

/// The shape around which crops are drawn: the input's, or the photograph's own where the network's
/// resize stretches it.
double crop_shape(int width, int height, const PreprocessSpec& spec);

}  // namespace ocelli::train
