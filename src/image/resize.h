#pragma once

#include "image/image.h"
#include "image/resize_filter.h"
#include "result.h"

namespace ocelli {

/// The part of a picture that is resized, in its pixels; sides may lie between pixels.
struct SourceBox {
  float left = 0;
  float top = 0;
  float right = 0;
  float bottom = 0;
};

/// The whole of a picture as a SourceBox.
inline SourceBox whole(const Image& image) {
  return {0, 0, static_cast<float>(image.width()), static_cast<float>(image.height())};
}

/// What to make: a picture of width × height, of which only a window is computed. The window's
/// pixels are those that the whole picture would have.
struct ResizeTarget {
  int width = 0;
  int height = 0;
  int window_x = 0;
  int window_y = 0;
  int window_width = 0;
  int window_height = 0;
};

/// Pillow's `Image.resize((width, height), filter, box)` with `reducing_gap=None`, to the bit:
/// antialiased support, coefficients of 22 bits, a horizontal pass, then a vertical one, 8 bits
/// between them. (Since version 13 Pillow takes the vertical pass first where the height shrinks far
/// more than the width, which differs in the last bit.) Time and memory follow the window, not the
/// whole target.
/// kInvalidArgument for a box outside the source or a window outside the target.
Result<Image> resize(const Image& source, const ResizeTarget& target, ResizeFilter filter,
                     const SourceBox& box);

/// The same without vector instructions; for tests.
Result<Image> resize_plain(const Image& source, const ResizeTarget& target, ResizeFilter filter,
                           const SourceBox& box);

}  // namespace ocelli
