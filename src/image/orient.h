#pragma once

#include "image/image.h"
#include "result.h"

namespace ocelli {

/// Whether an EXIF orientation swaps width and height (5 to 8).
constexpr bool swaps_sides(int orientation) { return orientation >= 5; }

/// The picture as it is meant to be seen, given its EXIF orientation: Pillow's
/// `ImageOps.exif_transpose`. kInvalidArgument for an orientation outside 1 to 8.
Result<Image> orient(Image image, int orientation);

}  // namespace ocelli
