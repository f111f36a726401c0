#pragma once

#include "image/image.h"
#include "image/jpeg/frame.h"

namespace ocelli::jpeg {

/// Brings every component to the picture's size and turns them into RGB.
///
/// Chroma at half size is interpolated with weights 3/4 and 1/4 ("fancy upsampling"), other ratios
/// are repeated; YCbCr becomes RGB in fixed point of 16 bits: all equal to libjpeg to the bit.
/// Files of four inks hold their complements, as Adobe's do, whether or not an Adobe marker says so
/// (Pillow and browsers agree on that): RGB = C · K / 255, rounded.
void write_rgb(const Frame& frame, ColorModel model, Image& out);

}  // namespace ocelli::jpeg
