#pragma once

#include "image/image.h"

namespace ocelli::train {

/// Turns a picture into its mirror image, left for right.
void flip(Image& image);

}  // namespace ocelli::train
