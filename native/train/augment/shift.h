#pragma once

#include "image/image.h"
#include "result.h"

namespace ocelli::train {

/// Moves a picture's content right and down by so many pixels (left and up by negative ones), each
/// fewer than its side has. What comes in is the picture mirrored at its edge. Errors as
/// `Image::create`.
Result<Image> shifted(const Image& image, int right, int down);

}  // namespace ocelli::train
