#pragma once

#include <vector>

#include "onnx/model.h"

namespace ocelli::graph {

/// The graph's nodes, where x · ½ · (1 + Erf(x / √2)), which is how GELU is written before opset 20,
/// is one Gelu in its last node's place. The others stay, with nobody who reads them.
std::vector<onnx::Node> with_fused_gelu(const onnx::Graph& graph);

}  // namespace ocelli::graph
