#pragma once

#include <cstdint>
#include <span>

#include "image/format.h"
#include "image/image.h"
#include "result.h"

namespace ocelli {

/// What a photograph may take before it is refused with kImageTooLarge.
struct DecodeLimits {
  double megapixels = 100;
  double memory_megabytes = 512;  ///< estimated peak of decoding, 10^6 bytes each
};

/// What a file says of itself before its pixels. Width and height are the stored ones, before
/// orientation.
struct PhotoHeader {
  PhotoFormat format = PhotoFormat::kUnknown;
  int width = 0;
  int height = 0;
  int orientation = 1;  ///< EXIF, 1 to 8
};

/// A decoded photograph as it is meant to be seen.
struct Photo {
  Image pixels;   ///< oriented; for a shrink of s, sides are those of the whole over s, rounded up
  int width = 0;  ///< of the whole photograph, oriented
  int height = 0;
  int shrink = 1;  ///< 1, 2, 4 or 8
  int orientation = 1;
  PhotoFormat format = PhotoFormat::kUnknown;
};

/// Reads the header and checks it against the limits, at a whole decode (`shrink` 1) or a reduced
/// one. Nothing that grows with the picture is allocated.
Result<PhotoHeader> read_header(std::span<const std::uint8_t> file, const DecodeLimits& limits,
                                int shrink = 1);

/// Decodes JPEG, PNG, BMP, GIF (first frame) or PNM into oriented 8-bit RGB. Alpha is composed over
/// white, grey spread, 16 bits cut to their high byte, colour profiles ignored. `shrink` above 1
/// is for JPEG alone. Every failure is an Error: kEmptyInput, kUnsupportedFormat, kCorruptImage,
/// kTruncatedImage, kImageTooLarge.
Result<Photo> decode(std::span<const std::uint8_t> file, const DecodeLimits& limits = {},
                     int shrink = 1);

/// A photograph from pixels that were decoded elsewhere: 8-bit RGBA, not premultiplied, oriented.
Result<Photo> photo_from_rgba(std::span<const std::uint8_t> rgba, int width, int height);

}  // namespace ocelli
