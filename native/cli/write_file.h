#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "image/image.h"
#include "result.h"
#include "tensor/tensor.h"

namespace ocelli {

/// Writes a picture as binary PPM (P6). kInvalidArgument, naming the path, where that fails.
std::optional<Error> write_ppm(const std::string& path, const Image& image);

/// Writes a tensor as NumPy's `.npy`, version 1.0: float32, little endian, C order.
std::optional<Error> write_npy(const std::string& path, const Tensor& tensor);

}  // namespace ocelli
