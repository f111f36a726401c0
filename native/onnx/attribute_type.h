#pragma once

#include <cstdint>

namespace ocelli::onnx {

/// AttributeProto.AttributeType of onnx.proto3.
enum class AttributeType : std::int32_t {
  kUndefined = 0,
  kFloat = 1,
  kInt = 2,
  kString = 3,
  kTensor = 4,
  kGraph = 5,
  kFloats = 6,
  kInts = 7,
  kStrings = 8,
  kTensors = 9,
  kGraphs = 10,
  kSparseTensor = 11,
  kSparseTensors = 12,
  kTypeProto = 13,
  kTypeProtos = 14,
};

/// Whether values of the type stand in a repeated field.
constexpr bool is_list(AttributeType type) {
  switch (type) {
    case AttributeType::kFloats:
    case AttributeType::kInts:
    case AttributeType::kStrings:
    case AttributeType::kTensors:
    case AttributeType::kGraphs:
    case AttributeType::kSparseTensors:
    case AttributeType::kTypeProtos: return true;
    default: return false;
  }
}

}  // namespace ocelli::onnx
