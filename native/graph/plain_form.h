#pragma once

#include "onnx/model.h"
#include "result.h"

namespace ocelli::graph {

struct PlainForm {
  onnx::Model model;
  int folded_batch_norms = 0;
  /// Whether a layer was left in training mode, so that the model answered wrongly before.
  bool was_training = false;
};

/// The form that weights are stored from: constants are initializers of float32, training leftovers
/// are gone, batch norms are folded where they can be. It answers as the model did, up to rounding;
/// inputs, outputs and opset stay. kInvalidModel: a node that cannot be rewritten.
Result<PlainForm> plain_form(onnx::Model model);

}  // namespace ocelli::graph
