#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "onnx/model.h"
#include "result.h"

/// The steps of `normalize`, in their order. Each changes the graph in place.
namespace ocelli::graph {

/// "node 'name' (Conv)", for messages.
std::string describe(const onnx::Node& node);

/// Constant nodes become initializers.
std::optional<Error> take_constants(onnx::Graph& graph);

/// `Identity` of an initializer becomes a copy of it; other Identity nodes are bypassed, unless they
/// name an output of the graph.
void resolve_identities(onnx::Graph& graph);

/// Float16, Cast, Cast + Mul and DequantizeLinear of initializers become float32 initializers.
std::optional<Error> unpack_stored(onnx::Graph& graph);

/// Takes off what training mode leaves behind.
void strip_training_leftovers(onnx::Graph& graph);

/// Gives each node a tensor of its own where an exporter merged equal ones.
void separate_merged(onnx::Graph& graph);

/// Opens the batch size of inputs and outputs; the size that the file fixed, if it did.
std::optional<std::int64_t> open_batch(onnx::Graph& graph);

}  // namespace ocelli::graph
