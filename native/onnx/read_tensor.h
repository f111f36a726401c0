#pragma once

#include <string_view>

#include "onnx/model.h"

namespace ocelli::onnx {

/// Reads a TensorProto, whichever of its fields holds the elements, and checks that they fit its
/// shape. Elements of a type that is not known (float8, int4, complex) stay in `unknown` as they
/// came. Throws InvalidModel, or what protozero throws, on damage, external data and segments.
TensorData read_tensor(std::string_view message);

}  // namespace ocelli::onnx
