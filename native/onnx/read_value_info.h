#pragma once

#include <string_view>

#include "onnx/model.h"

namespace ocelli::onnx {

/// Reads a ValueInfoProto. Throws InvalidModel, or what protozero throws.
ValueInfo read_value_info(std::string_view message);

}  // namespace ocelli::onnx
