#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "result.h"

namespace ocelli {

/// What a PNG file says before its pixels.
struct PngHeader {
  int width = 0;
  int height = 0;
  int bits = 8;      ///< a sample
  int channels = 3;  ///< as stored: a palette's index is one
  bool palette = false;
  int palette_entries = 0;
  bool transparency = false;  ///< tRNS: stb_image adds a channel for it
  bool interlaced = false;
  int orientation = 1;  ///< from eXIf
};

/// Walks over all chunks of a PNG file without inflating anything: checks the order that matters,
/// the CRC of the chunks that the picture depends on, and that the file is whole. (stb_image checks
/// no CRC.) Errors: kCorruptImage, kTruncatedImage.
Result<PngHeader> check_png(std::span<const std::uint8_t> file);

/// A copy of a PNG file, sound by `check_png`, whose palette is filled up with black: stb_image reads
/// beyond a short one, and its memory is not ours. Empty where nothing has to be filled up.
std::vector<std::uint8_t> with_whole_palette(std::span<const std::uint8_t> file);

}  // namespace ocelli
