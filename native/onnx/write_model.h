#pragma once

#include <string>

#include "onnx/model.h"

namespace ocelli::onnx {

/// The file's bytes: `metadata_props` before the graph, so that the card can be read while the
/// weights still arrive; the same model always gives the same bytes.
std::string write_model(const Model& model);

}  // namespace ocelli::onnx
