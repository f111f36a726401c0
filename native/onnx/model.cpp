#include "onnx/model.h"

namespace ocelli::onnx {

std::size_t element_bytes(DataType type) {
  switch (type) {
    case DataType::kUint8:
    case DataType::kInt8:
    case DataType::kBool: return 1;
    case DataType::kUint16:
    case DataType::kInt16:
    case DataType::kFloat16:
    case DataType::kBfloat16: return 2;
    case DataType::kFloat:
    case DataType::kInt32:
    case DataType::kUint32: return 4;
    case DataType::kInt64:
    case DataType::kDouble:
    case DataType::kUint64: return 8;
    case DataType::kUndefined:
    case DataType::kString: break;
  }
  return 0;
}

std::int64_t TensorData::element_count() const {
  std::int64_t count = 1;
  for (const std::int64_t length : dims) count *= length;
  return count;
}

const Attribute* Node::find(std::string_view attribute) const {
  for (const Attribute& one : attributes) {
    if (one.name == attribute) return &one;
  }
  return nullptr;
}

bool has_subgraphs(const Graph& graph) {
  for (const Node& node : graph.nodes) {
    for (const Attribute& attribute : node.attributes) {
      if (std::holds_alternative<OpaqueAttribute>(attribute.value)) return true;
    }
  }
  return false;
}

std::int64_t Model::opset() const {
  for (const OpsetImport& import : opset_imports) {
    if (import.domain.empty() || import.domain == "ai.onnx") return import.version;
  }
  return 0;
}

}  // namespace ocelli::onnx
