#pragma once

#include <cstdint>
#include <optional>

#include "onnx/model.h"
#include "result.h"

namespace ocelli::graph {

/// A model as the executor wants it, and still one that any runtime reads.
struct Normalized {
  onnx::Model model;
  /// Set where the file fixed its batch size and the graph was rewritten to an open one. Whether
  /// the rewritten graph treats the rows of a batch alike has to be tried by running it.
  std::optional<std::int64_t> fixed_batch;
};

/// Brings an imported graph into one form, without changing what it computes in inference:
/// - Constant nodes become initializers, and `Identity` of an initializer a copy of it: exporters
///   merge equal tensors, running statistics with trainable weights among them;
/// - weights stored as float16 or int8 (Cast, Cast + Mul, DequantizeLinear) become float32;
/// - what training mode leaves behind is taken off (`training_mode`, the further outputs of batch
///   norm, dropout's third input): it makes a browser answer wrongly, in silence;
/// - tensors that an exporter merged by value are taken apart, those that layers share stay shared;
/// - initializers are no longer listed as graph inputs, and the batch size is left open.
///
/// kInvalidModel: several inputs, an input that is not float, a node that cannot be rewritten.
Result<Normalized> normalize(onnx::Model model);

}  // namespace ocelli::graph
