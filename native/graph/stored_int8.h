#pragma once

#include <string>
#include <unordered_map>

#include "graph/int8_weight.h"
#include "onnx/model.h"

namespace ocelli::graph {

/// The weights that a graph holds as int8 behind a Cast and a Mul with a scale, by the name of their
/// float32 value: what `store_weights` made, or a script that does the same.
std::unordered_map<std::string, Int8Weight> stored_int8(const onnx::Graph& graph);

/// Those of `stored` that the plain form of the same graph still multiplies with, unchanged: rounded
/// anew they would lose what they were chosen for.
std::unordered_map<std::string, Int8Weight> unchanged_int8(
    const onnx::Graph& plain, std::unordered_map<std::string, Int8Weight> stored);

}  // namespace ocelli::graph
