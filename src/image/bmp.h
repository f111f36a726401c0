#pragma once

#include <cstdint>
#include <span>

#include "image/image.h"
#include "result.h"

namespace ocelli {

/// Uncompressed BMP of Windows and OS/2. Fewer than 8 bits a channel are spread as v · 255 / max,
/// rounded down, as Pillow does; alpha counts where a mask names it and not all of it is 0; an index
/// beyond the palette is black. Errors as `read_bmp_header`, and kTruncatedImage before anything is
/// allocated.
Result<Image> decode_bmp(std::span<const std::uint8_t> file);

}  // namespace ocelli
