#pragma once

#include <string>

#include "image/image.h"

namespace ocelli::train {

/// A picture as a baseline JPEG file; quality is 1 to 100.
std::string encode_jpeg(const Image& image, int quality);

}  // namespace ocelli::train
