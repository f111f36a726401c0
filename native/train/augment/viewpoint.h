#pragma once

#include "image/image.h"
#include "image/resize_filter.h"
#include "result.h"
#include "train/augment/augment_spec.h"
#include "train/augment/crop.h"
#include "train/augment/homography.h"
#include "train/random.h"

namespace ocelli::train {

/// Draws a small change of the viewpoint of a picture of width × height: torchvision's
/// `RandomPerspective` and `RandomRotation`, one after the other. It takes points of what is seen to
/// points of the picture.
Homography random_viewpoint(int width, int height, const AugmentSpec& augment, Random& random);

/// A part of a photograph, resized to width × height and seen from another viewpoint. What comes into
/// sight beside the part is the photograph, and beyond that its border's pixels.
Result<Image> view(const Image& photo, const CropBox& part, const Homography& viewpoint, int width,
                   int height, ResizeFilter filter);

}  // namespace ocelli::train
