#pragma once

#include <cstdint>
#include <memory>
#include <span>

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

/// PNG. The only user of stb_image, which answers zeros past the end of a file: here that is
/// kTruncatedImage, whatever stb_image made of it. Any other failure is kCorruptImage.
Result<RawPixels> stb_decode(std::span<const std::uint8_t> png);

}  // namespace ocelli
