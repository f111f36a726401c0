#pragma once

#include "onnx/model.h"

namespace ocelli::onnx {

/// Checks that every name is written once, that everything that is read is written, and puts the
/// nodes into an order in which each comes after those it reads from; a graph that is in order stays
/// as it is. Throws InvalidModel: a name that nothing writes or two write, a cycle.
void check_graph(Graph& graph);

}  // namespace ocelli::onnx
