#pragma once

#include <string_view>

#include "onnx/model.h"

namespace ocelli::onnx {

/// Reads an AttributeProto. Subgraphs, types and references to a function's attributes stay opaque;
/// subgraphs are walked all the same, so that nothing that is refused can hide in them.
/// Throws InvalidModel, or what protozero throws.
Attribute read_attribute(std::string_view message);

}  // namespace ocelli::onnx
