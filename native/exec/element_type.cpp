#include "exec/element_type.h"

namespace ocelli::exec {

std::optional<at::ScalarType> element_type(std::int64_t onnx_type, at::ScalarType compute) {
  switch (static_cast<onnx::DataType>(onnx_type)) {
    case onnx::DataType::kFloat:
    case onnx::DataType::kDouble:
    case onnx::DataType::kFloat16:
    case onnx::DataType::kBfloat16: return compute;
    case onnx::DataType::kUint8: return at::kByte;
    case onnx::DataType::kInt8: return at::kChar;
    case onnx::DataType::kInt16: return at::kShort;
    case onnx::DataType::kUint16:
    case onnx::DataType::kInt32: return at::kInt;
    case onnx::DataType::kUint32:
    case onnx::DataType::kInt64:
    case onnx::DataType::kUint64: return at::kLong;
    case onnx::DataType::kBool: return at::kBool;
    default: return std::nullopt;
  }
}

}  // namespace ocelli::exec
