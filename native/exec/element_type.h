#pragma once

#include <cstdint>
#include <optional>

#include <c10/core/ScalarType.h>

#include "onnx/model.h"

namespace ocelli::exec {

/// ATen's type for one of ONNX's: floats of any width become `compute`, unsigned integers that ATen
/// lacks the next wider signed ones. Nothing for strings and types that are not known.
std::optional<at::ScalarType> element_type(std::int64_t onnx_type, at::ScalarType compute);

}  // namespace ocelli::exec
