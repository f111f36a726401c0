#pragma once

#include <string_view>

namespace ocelli::onnx {

/// How deep graphs may stand inside one another: control flow that people write needs three or four.
inline constexpr int kSubgraphDepth = 16;

/// Walks an AttributeProto that is kept as it is, with the graphs inside it, without copying them.
/// Throws InvalidModel, or what protozero throws: damage, more than `depth` graphs inside one
/// another, external data, sparse tensors.
void check_attribute(std::string_view message, int depth);

}  // namespace ocelli::onnx
