#pragma once

#include "image/image.h"

namespace ocelli::train {

// Changes of a picture's tones, in place; torchvision's functions of the same names on 8-bit tensors.

/// Keeps the highest `bits` (0 to 8) of each value.
void posterize(Image& image, int bits);
/// Inverts values of `threshold` and above.
void solarize(Image& image, double threshold);
/// Stretches each channel to the whole range.
void autocontrast(Image& image);
/// Evens out each channel's histogram.
void equalize(Image& image);
/// Towards (below 1) or away from a smoothed picture; the outermost pixels stay.
void adjust_sharpness(Image& image, double factor);

}  // namespace ocelli::train
