#pragma once

#include <string>

#include "model/model_card.h"
#include "onnx/model.h"
#include "result.h"

namespace ocelli {

/// A multi-label model with those of its labels alone that `file` names, one a line, in that order: its
/// outputs, labels and thresholds. The golden output goes. kInvalidArgument names a label that the model
/// does not have, and other kinds of models, whose scores would be others without the rest.
Result<onnx::Model> keep_labels(onnx::Model model, const ModelCard& card, const std::string& file);

}  // namespace ocelli
