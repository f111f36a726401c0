#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "image/image.h"
#include "result.h"

namespace ocelli {

/// What a binary PGM (P5) or PPM (P6) file says before its samples.
struct PnmHeader {
  int width = 0;
  int height = 0;
  int channels = 0;         ///< 1 or 3
  int max_value = 0;        ///< 1 to 65535; above 255 a sample has two bytes, the higher first
  std::size_t data_at = 0;  ///< where the samples begin
};

/// Errors: kCorruptImage, kTruncatedImage (the file ends inside its header).
Result<PnmHeader> read_pnm_header(std::span<const std::uint8_t> file);

/// Samples are brought to 0–255 as Pillow brings them, v / max · 255 rounded to the nearest, half to
/// even; but of a maximum of 65535 the high byte is kept, as of every 16-bit file. Errors as
/// `read_pnm_header`, and kTruncatedImage before anything is allocated.
Result<Image> decode_pnm(std::span<const std::uint8_t> file);

}  // namespace ocelli
