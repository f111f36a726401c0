#pragma once

#include <cstdint>
#include <span>

#include "image/image.h"
#include "image/jpeg/frame.h"
#include "result.h"

namespace ocelli::jpeg {

/// What stands before the first scan of a JPEG file.
struct Header {
  int width = 0;
  int height = 0;
  bool progressive = false;
  int orientation = 1;  ///< EXIF orientation, 1 to 8
  int components = 1;
  /// Samples of all components for each pixel, chroma subsampling counted (1 to 4).
  double samples_per_pixel = 1;
};

/// Reads up to the first scan and allocates nothing that grows with the picture.
Result<Header> read_header(std::span<const std::uint8_t> file);

/// Decodes a whole file, at 1/`shrink` of its size: 1, 2, 4 or 8, sides rounded up. Equal to
/// libjpeg-turbo's pixels to the bit (`islow`, fancy upsampling, `scale_denom`).
/// The orientation is not applied.
///
/// Errors: kCorruptImage, kTruncatedImage (also where libjpeg only warns), kUnsupportedFormat
/// (arithmetic coding, lossless, 12 bits, two components), kImageTooLarge.
Result<Image> decode(std::span<const std::uint8_t> file, int shrink);

}  // namespace ocelli::jpeg
