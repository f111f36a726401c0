#pragma once

#include <cstdint>
#include <span>

#include "image/image.h"
#include "result.h"

namespace ocelli {

struct GifSize {
  int width = 0;
  int height = 0;
};

/// Width and height of a GIF's canvas. Errors: kCorruptImage, kTruncatedImage.
Result<GifSize> read_gif_size(std::span<const std::uint8_t> file);

/// The first frame of a GIF on its canvas. What is transparent, or outside the frame, is white; an
/// index beyond the palette is black, as in Pillow. What follows the frame is not looked at.
/// kCorruptImage, also for a frame with fewer pixels than it announces or beyond the canvas;
/// kTruncatedImage where the file ends before the frame does.
Result<Image> decode_gif(std::span<const std::uint8_t> file);

}  // namespace ocelli
