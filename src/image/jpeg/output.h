#pragma once

#include <cstdint>
#include <optional>

#include "image/image.h"
#include "image/jpeg/frame.h"
#include "result.h"

namespace ocelli::jpeg {

/// Brings every component to the picture's size and turns them into RGB.
///
/// Chroma at half size is interpolated with weights 3/4 and 1/4 ("fancy upsampling"), other ratios
/// are repeated; YCbCr becomes RGB in fixed point of 16 bits: all equal to libjpeg to the bit.
/// CMYK files are RGB = C · K / 255, rounded, of the inverted values that Adobe's files hold.
/// `inverted`: whether an Adobe marker says so. kUnsupportedFormat for ratios that are not whole.
std::optional<Error> write_rgb(const Frame& frame, ColorModel model, bool inverted, Image& out);

}  // namespace ocelli::jpeg
