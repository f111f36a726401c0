#pragma once

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "onnx/model.h"

namespace ocelli::onnx {

/// The elements of a float32 tensor.
inline std::vector<float> float_values(const TensorData& tensor) {
  std::vector<float> values(tensor.bytes.size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
  return values;
}

/// A tensor of `type` and `dims` whose elements are `values`, of the size that the type takes.
template <typename T>
TensorData tensor_of(std::string name, DataType type, std::vector<std::int64_t> dims,
                     const std::vector<T>& values) {
  TensorData tensor;
  tensor.name = std::move(name);
  tensor.type = type;
  tensor.dims = std::move(dims);
  tensor.bytes.resize(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  return tensor;
}

}  // namespace ocelli::onnx
