#pragma once

#include <string_view>

#include "onnx/model.h"

namespace ocelli::onnx {

/// Reads a GraphProto, or a piece of one (protobuf lets several pieces make one message), into
/// `graph`. What each message needs is checked here, how they hang together by `check_graph`.
/// Throws InvalidModel, or what protozero throws.
void read_graph(std::string_view message, Graph& graph);

}  // namespace ocelli::onnx
