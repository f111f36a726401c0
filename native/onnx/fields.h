#pragma once

#include <cstdint>

/// Field numbers of onnx.proto3, of those messages and fields that the reader looks into.
namespace ocelli::onnx::fields {

namespace model {
enum : std::uint32_t {
  kIrVersion = 1,
  kProducerName = 2,
  kProducerVersion = 3,
  kGraph = 7,
  kOpsetImport = 8,
  kMetadataProps = 14,
};
}

namespace entry {  // StringStringEntryProto
enum : std::uint32_t { kKey = 1, kValue = 2 };
}

namespace opset {  // OperatorSetIdProto
enum : std::uint32_t { kDomain = 1, kVersion = 2 };
}

namespace graph {
enum : std::uint32_t {
  kNode = 1,
  kName = 2,
  kInitializer = 5,
  kInput = 11,
  kOutput = 12,
  kValueInfo = 13,
  kSparseInitializer = 15,
};
}

namespace node {
enum : std::uint32_t {
  kInput = 1,
  kOutput = 2,
  kName = 3,
  kOpType = 4,
  kAttribute = 5,
  kDomain = 7,
};
}

namespace attribute {
enum : std::uint32_t {
  kName = 1,
  kFloat = 2,
  kInt = 3,
  kString = 4,
  kTensor = 5,
  kGraph = 6,
  kFloats = 7,
  kInts = 8,
  kStrings = 9,
  kTensors = 10,
  kGraphs = 11,
  kTypeProto = 14,
  kTypeProtos = 15,
  kType = 20,
  kRefAttrName = 21,
  kSparseTensor = 22,
  kSparseTensors = 23,
};
}

namespace tensor {
enum : std::uint32_t {
  kDims = 1,
  kDataType = 2,
  kSegment = 3,
  kFloatData = 4,
  kInt32Data = 5,
  kStringData = 6,
  kInt64Data = 7,
  kName = 8,
  kRawData = 9,
  kDoubleData = 10,
  kUint64Data = 11,
  kExternalData = 13,
  kDataLocation = 14,
};
}

namespace value_info {
enum : std::uint32_t { kName = 1, kType = 2 };
}

namespace type {  // TypeProto
enum : std::uint32_t { kTensorType = 1 };
}

namespace tensor_type {  // TypeProto.Tensor
enum : std::uint32_t { kElemType = 1, kShape = 2 };
}

namespace shape {  // TensorShapeProto
enum : std::uint32_t { kDim = 1 };
}

namespace dimension {
enum : std::uint32_t { kValue = 1, kParameter = 2 };
}

}  // namespace ocelli::onnx::fields
