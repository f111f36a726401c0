#pragma once

#include <cstdint>
#include <span>

#include "onnx/model.h"
#include "result.h"

namespace ocelli::onnx {

/// Reads a whole `.onnx` file, opsets 11 to 21. Fields that are not known are kept and written back.
///
/// kEmptyInput: no bytes. kInvalidModel: not an ONNX file, one cut short or contradicting itself (a
/// tensor whose bytes do not fit its shape, a node that reads what nothing writes, a cycle, a name
/// written twice), an opset outside the range, external data or sparse tensors, messages nested too
/// deeply. The message names the place. Memory follows the file's size, whatever the file claims.
Result<Model> read_model(std::span<const std::uint8_t> file);

}  // namespace ocelli::onnx
