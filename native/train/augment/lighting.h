#pragma once

#include "image/image.h"
#include "train/augment/augment_spec.h"
#include "train/random.h"

namespace ocelli::train {

// Changes of a picture's lighting, in place; torchvision's functions of the same names on 8-bit
// tensors. Factors are 0 or above, 1 changes nothing.

void adjust_brightness(Image& image, double factor);
/// Towards (below 1) or away from the mean of the picture's grey.
void adjust_contrast(Image& image, double factor);
/// Towards (below 1) or away from each pixel's grey.
void adjust_saturation(Image& image, double factor);
/// Turns the hue by a share of the circle, -0.5 to 0.5.
void adjust_hue(Image& image, double turn);
/// value^gamma, for values from 0 to 1.
void adjust_gamma(Image& image, double gamma);

/// Draws and applies all that `augment` asks for: brightness, contrast, saturation and hue in random
/// order, then gamma.
void vary_lighting(Image& image, const AugmentSpec& augment, Random& random);

}  // namespace ocelli::train
