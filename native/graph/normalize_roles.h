#pragma once

#include <string>
#include <vector>

#include "onnx/model.h"

namespace ocelli::graph {

/// What a trainable tensor is to its node, whatever it is called in the file. `kBias` and `kNorm`
/// (scale and shift of a normalisation, scale of a layer) take no weight decay.
enum class Role { kWeight, kBias, kNorm, kEmbedding, kOther };

/// An initializer that training changes by its gradient.
struct Trainable {
  std::string name;
  Role role = Role::kOther;
  /// Of the first node that uses it, counted in nodes with parameters from the input: 0, 1, …
  int depth = 0;
};

struct Roles {
  std::vector<Trainable> parameters;    ///< in the order of the nodes that use them
  std::vector<std::string> statistics;  ///< running means and variances, pair by pair
};

/// Tells weights from constants by the places where nodes read them. An exporter's names say little:
/// linear weights are transposed into anonymous initializers. Looks through what reshapes,
/// transposes, expands or standardises weights. Constants stay constants: single numbers, attention
/// masks, what normalises the input before the first layer, tables that are a layer's input.
/// `graph` is normalised; nodes are in topological order.
Roles find_roles(const onnx::Graph& graph);

}  // namespace ocelli::graph
