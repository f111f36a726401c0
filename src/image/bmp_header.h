#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "result.h"

namespace ocelli {

/// What a BMP file says before its pixels.
struct BmpHeader {
  int width = 0;
  int height = 0;
  bool top_down = false;  ///< rows from the top; most files begin with the lowest
  int bits = 0;           ///< a pixel: 1, 4, 8, 16, 24 or 32
  std::size_t pixels_at = 0;
  std::size_t palette_at = 0;
  int palette_entries = 0;      ///< 0 above 8 bits
  int palette_entry_bytes = 4;  ///< blue, green, red, and one unused but in OS/2's files
  /// 16 and 32 bits: where in a pixel red, green, blue and alpha lie; alpha is 0 for none.
  std::array<std::uint32_t, 4> masks{};
};

/// Errors: kCorruptImage, kTruncatedImage (the file ends inside its header), kUnsupportedFormat
/// (run-length coded or otherwise compressed, 2 bits a pixel).
Result<BmpHeader> read_bmp_header(std::span<const std::uint8_t> file);

}  // namespace ocelli
