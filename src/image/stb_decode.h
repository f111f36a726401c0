#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "image/format.h"
#include "result.h"

namespace ocelli {

/// Pixels as stb_image gives them: `channels` bytes a pixel (1 grey, 2 grey and alpha, 3 RGB,
/// 4 RGB and alpha), 16-bit samples cut to their high byte.
struct RawPixels {
  int width = 0;
  int height = 0;
  int channels = 0;
  std::unique_ptr<std::uint8_t, void (*)(void*)> bytes;
};

struct RawSize {
  int width = 0;
  int height = 0;
};

/// PNG, BMP, GIF (first frame) and PNM. The only user of stb_image. It answers zeros past the end
/// of a file: here that is kTruncatedImage, whatever stb_image made of it. `format` names the
/// error. Other errors: kCorruptImage, kUnsupportedFormat (run-length coded BMP).
Result<RawPixels> stb_decode(std::span<const std::uint8_t> file, PhotoFormat format);

/// Width and height, before anything large is allocated.
Result<RawSize> stb_size(std::span<const std::uint8_t> file, PhotoFormat format);

}  // namespace ocelli
