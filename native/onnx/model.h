#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ocelli::onnx {

/// TensorProto.DataType of onnx.proto3.
enum class DataType : std::int32_t {
  kUndefined = 0,
  kFloat = 1,
  kUint8 = 2,
  kInt8 = 3,
  kUint16 = 4,
  kInt16 = 5,
  kInt32 = 6,
  kInt64 = 7,
  kString = 8,
  kBool = 9,
  kFloat16 = 10,
  kDouble = 11,
  kUint32 = 12,
  kUint64 = 13,
  kBfloat16 = 16,
};

/// Bytes an element takes in `TensorData::bytes`; 0 for strings and for types that are not known.
std::size_t element_bytes(DataType type);

/// Serialised protobuf fields that the reader does not know, written back as they came.
using UnknownFields = std::string;

/// A constant tensor (TensorProto): an initializer, or an attribute's value.
struct TensorData {
  std::string name;
  DataType type = DataType::kUndefined;
  std::vector<std::int64_t> dims;  ///< empty: a scalar
  /// Elements in row-major order, little-endian, whichever field of the file held them.
  std::vector<std::uint8_t> bytes;
  std::vector<std::string> strings;  ///< for kString, instead of `bytes`
  UnknownFields unknown;

  /// Product of `dims`; the reader has checked that it fits `bytes`.
  [[nodiscard]] std::int64_t element_count() const;
  bool operator==(const TensorData&) const = default;
};

/// An attribute of a kind that nothing here looks into (a subgraph, say): its whole message.
struct OpaqueAttribute {
  std::string message;
  bool operator==(const OpaqueAttribute&) const = default;
};

struct Attribute {
  std::string name;
  std::variant<float, std::int64_t, std::string, TensorData, std::vector<float>,
               std::vector<std::int64_t>, std::vector<std::string>, OpaqueAttribute>
      value;
  UnknownFields unknown = {};
  bool operator==(const Attribute&) const = default;
};

struct Node {
  std::string op_type;
  std::string domain;  ///< empty: ONNX's own operators
  std::string name;
  std::vector<std::string> inputs;  ///< an empty name: an optional input left out
  std::vector<std::string> outputs;
  std::vector<Attribute> attributes;
  UnknownFields unknown;

  /// The attribute of that name, or null.
  [[nodiscard]] const Attribute* find(std::string_view attribute) const;
  bool operator==(const Node&) const = default;
};

/// A length, a name for one that is open, or neither.
struct Dimension {
  std::optional<std::int64_t> value;
  std::string parameter;
  UnknownFields unknown = {};
  bool operator==(const Dimension&) const = default;
};

/// A tensor's name, type and shape (ValueInfoProto), for graph inputs, outputs and what is between.
/// What is no tensor (a sequence, say) stands in `type_unknown`, and `type` is kUndefined.
struct ValueInfo {
  std::string name;
  DataType type = DataType::kUndefined;
  std::optional<std::vector<Dimension>> shape;  ///< nothing: the rank is open too
  UnknownFields unknown;
  UnknownFields type_unknown = {};    ///< of TypeProto
  UnknownFields tensor_unknown = {};  ///< of TypeProto.Tensor
  UnknownFields shape_unknown = {};   ///< of TensorShapeProto
  bool operator==(const ValueInfo&) const = default;
};

struct Graph {
  std::string name;
  std::vector<Node> nodes;  ///< in topological order
  std::vector<TensorData> initializers;
  std::vector<ValueInfo> inputs;  ///< some files list initializers here as well
  std::vector<ValueInfo> outputs;
  std::vector<ValueInfo> value_info;
  UnknownFields unknown;
  bool operator==(const Graph&) const = default;
};

/// Whether a node holds a graph of its own (If, Loop): what that reads from outside is not known here.
bool has_subgraphs(const Graph& graph);

/// A set of operators and its version; domain empty: ONNX's own.
struct OpsetImport {
  std::string domain;
  std::int64_t version = 0;
  UnknownFields unknown = {};
  bool operator==(const OpsetImport&) const = default;
};

/// An `.onnx` file (ModelProto), weights included.
struct Model {
  std::int64_t ir_version = 8;
  std::string producer_name;
  std::string producer_version;
  std::vector<OpsetImport> opset_imports;
  /// Keys and values in the file's order, those of the model card (`ocelli.`) among them.
  std::vector<std::pair<std::string, std::string>> metadata_props;
  Graph graph;
  UnknownFields unknown;

  /// Version of ONNX's own operators; 0 where the file imports none.
  [[nodiscard]] std::int64_t opset() const;
  bool operator==(const Model&) const = default;
};

}  // namespace ocelli::onnx
