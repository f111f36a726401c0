#pragma once

#include <cstdint>
#include <optional>

#include "graph/shapes/shapes.h"

namespace ocelli::graph {

/// Whether the node is a convolution or a matrix product, whose multiply-adds are counted.
bool is_product(const onnx::Node& node);

/// Multiplications with an addition that such a node does; nothing where a shape is not known, or
/// where the number would not fit.
std::optional<std::int64_t> multiply_adds(const onnx::Node& node, const KnownValues& values);

}  // namespace ocelli::graph
