#include "exec/tensor_data.h"

#include <cstring>

#include "exec/element_type.h"

namespace ocelli::exec {
namespace {

// The type of the bytes themselves.
std::optional<at::ScalarType> stored_type(onnx::DataType type) {
  switch (type) {
    case onnx::DataType::kFloat: return at::kFloat;
    case onnx::DataType::kDouble: return at::kDouble;
    case onnx::DataType::kFloat16: return at::kHalf;
    case onnx::DataType::kBfloat16: return at::kBFloat16;
    case onnx::DataType::kUint8: return at::kByte;
    case onnx::DataType::kInt8: return at::kChar;
    case onnx::DataType::kInt16: return at::kShort;
    case onnx::DataType::kInt32: return at::kInt;
    case onnx::DataType::kInt64:
    case onnx::DataType::kUint64: return at::kLong;
    case onnx::DataType::kBool: return at::kBool;
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<at::Tensor> to_tensor(const onnx::TensorData& data, at::ScalarType compute) {
  const auto stored = stored_type(data.type);
  const auto type = element_type(static_cast<std::int64_t>(data.type), compute);
  if (!stored || !type) return std::nullopt;
  const auto count = static_cast<std::size_t>(data.element_count());
  if (count * onnx::element_bytes(data.type) != data.bytes.size()) return std::nullopt;
  at::Tensor tensor = at::empty(data.dims, *stored);
  std::memcpy(tensor.data_ptr(), data.bytes.data(), data.bytes.size());
  return tensor.to(*type);
}

void write_tensor(const at::Tensor& tensor, onnx::TensorData& data) {
  const auto stored = stored_type(data.type);
  if (!stored) return;
  const at::Tensor plain = tensor.detach().to(at::kCPU, *stored).reshape(data.dims).contiguous();
  std::memcpy(data.bytes.data(), plain.data_ptr(), data.bytes.size());
}

}  // namespace ocelli::exec
