#pragma once

#include <optional>

#include <ATen/ATen.h>

#include "onnx/model.h"

namespace ocelli::exec {

/// A tensor of its own memory on the host; floats become `compute`. Nothing for strings, unknown
/// types, or bytes that do not fit the shape.
std::optional<at::Tensor> to_tensor(const onnx::TensorData& data, at::ScalarType compute);

/// Writes the tensor's values into `data`, whose type and shape stay. They must fit.
void write_tensor(const at::Tensor& tensor, onnx::TensorData& data);

}  // namespace ocelli::exec
