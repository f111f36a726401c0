#pragma once

#include "onnx/model.h"

namespace ocelli::graph {

/// Works batch norms into the convolution or Gemm right before them, where nothing else reads that
/// layer's output and all tensors are constant: one layer less, the same answer up to rounding (the
/// new weights are computed in float64). Weights that other layers share are left to them. A graph
/// with subgraphs stays as it is. Gives the number of batch norms that are gone.
int fold_batch_norms(onnx::Graph& graph);

/// Takes out initializers that no node reads and that are no output; none where there are subgraphs,
/// which might read them.
void drop_unused_initializers(onnx::Graph& graph);

}  // namespace ocelli::graph
