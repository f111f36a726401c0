#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "image/image.h"
#include "result.h"
#include "tensor/tensor.h"

namespace ocelli {

/// Writes a picture as binary PPM (P6). kInvalidArgument, naming the path, where that fails.
std::optional<Error> write_ppm(const std::string& path, const Image& image);

/// Writes a tensor as NumPy's `.npy`, version 1.0: float32, little endian, C order.
std::optional<Error> write_npy(const std::string& path, const Tensor& tensor);

/// Writes a whole file so that whoever reads `path`, at whatever moment, finds the old content or the
/// new one: beside it first, then renamed. kInvalidArgument, naming the path, where that fails.
std::optional<Error> replace_file(const std::string& path, std::string_view content);

}  // namespace ocelli
