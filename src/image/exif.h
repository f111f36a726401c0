#pragma once

#include <cstdint>
#include <span>

namespace ocelli {

/// The orientation that EXIF data state: 1 to 8, and 1 where they state none or are damaged.
/// `exif` begins with a TIFF header, or with "Exif\0\0" before it, as in a JPEG's APP1.
int exif_orientation(std::span<const std::uint8_t> exif);

}  // namespace ocelli
