#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "onnx/model.h"

namespace ocelli::graph {

using Dims = std::vector<std::int64_t>;

/// What is known of a value without running the network.
struct KnownValue {
  std::optional<Dims> dims;
  /// Elements of a small tensor of integers whose value is known: the shapes that graphs compute.
  std::optional<std::vector<std::int64_t>> integers;
};

using KnownValues = std::unordered_map<std::string, KnownValue>;

/// Shapes of every value that can be told for an input of `input_dims` (the first graph input that is
/// no initializer); what an operator without a rule gives, and what follows from it, stays unknown.
KnownValues infer_shapes(const onnx::Graph& graph, const Dims& input_dims);

/// The dims of a value, or nothing.
std::optional<Dims> dims_of(const KnownValues& values, const std::string& name);

}  // namespace ocelli::graph
