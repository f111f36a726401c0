#pragma once

#include <cstdint>

namespace ocelli::jpeg {

/// Turns `width` samples of YCbCr into interleaved RGB, in libjpeg's fixed point of 16 bits.
void ycc_to_rgb(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr, int width,
                std::uint8_t* rgb);

/// The same without vector instructions.
void ycc_to_rgb_plain(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr,
                      int width, std::uint8_t* rgb);

}  // namespace ocelli::jpeg
