#include "onnx/write_model.h"

#include <variant>

#include <protozero/pbf_writer.hpp>

#include "onnx/attribute_type.h"
#include "onnx/fields.h"

namespace ocelli::onnx {
namespace {

using Writer = protozero::pbf_writer;

// Serialised fields, appended as they are: a message is the concatenation of its fields.
void append(std::string& out, const UnknownFields& unknown) { out += unknown; }

void add_text(Writer& writer, std::uint32_t field, const std::string& text) {
  if (!text.empty()) writer.add_string(field, text);
}

std::string tensor_message(const TensorData& tensor) {
  std::string out;
  out.reserve(tensor.bytes.size() + tensor.name.size() + 64);
  Writer writer(out);
  for (const std::int64_t length : tensor.dims) writer.add_int64(fields::tensor::kDims, length);
  writer.add_int32(fields::tensor::kDataType, static_cast<std::int32_t>(tensor.type));
  for (const std::string& text : tensor.strings) {
    writer.add_bytes(fields::tensor::kStringData, text);
  }
  add_text(writer, fields::tensor::kName, tensor.name);
  if (element_bytes(tensor.type) > 0) {
    writer.add_bytes(fields::tensor::kRawData, reinterpret_cast<const char*>(tensor.bytes.data()),
                     tensor.bytes.size());
  }
  append(out, tensor.unknown);
  return out;
}

// Writes the value and gives the type that goes with it.
struct AttributeValueWriter {
  Writer& writer;

  AttributeType operator()(float value) const {
    writer.add_float(fields::attribute::kFloat, value);
    return AttributeType::kFloat;
  }
  AttributeType operator()(std::int64_t value) const {
    writer.add_int64(fields::attribute::kInt, value);
    return AttributeType::kInt;
  }
  AttributeType operator()(const std::string& value) const {
    writer.add_bytes(fields::attribute::kString, value);
    return AttributeType::kString;
  }
  AttributeType operator()(const TensorData& value) const {
    writer.add_message(fields::attribute::kTensor, tensor_message(value));
    return AttributeType::kTensor;
  }
  AttributeType operator()(const std::vector<float>& values) const {
    for (const float value : values) writer.add_float(fields::attribute::kFloats, value);
    return AttributeType::kFloats;
  }
  AttributeType operator()(const std::vector<std::int64_t>& values) const {
    for (const std::int64_t value : values) writer.add_int64(fields::attribute::kInts, value);
    return AttributeType::kInts;
  }
  AttributeType operator()(const std::vector<std::string>& values) const {
    for (const std::string& value : values) writer.add_bytes(fields::attribute::kStrings, value);
    return AttributeType::kStrings;
  }
  AttributeType operator()(const OpaqueAttribute&) const { return AttributeType::kUndefined; }
};

std::string attribute_message(const Attribute& attribute) {
  if (const auto* opaque = std::get_if<OpaqueAttribute>(&attribute.value)) return opaque->message;
  std::string out;
  Writer writer(out);
  add_text(writer, fields::attribute::kName, attribute.name);
  const AttributeType type = std::visit(AttributeValueWriter{writer}, attribute.value);
  writer.add_enum(fields::attribute::kType, static_cast<std::int32_t>(type));
  append(out, attribute.unknown);
  return out;
}

std::string node_message(const Node& node) {
  std::string out;
  Writer writer(out);
  for (const std::string& name : node.inputs) writer.add_string(fields::node::kInput, name);
  for (const std::string& name : node.outputs) writer.add_string(fields::node::kOutput, name);
  add_text(writer, fields::node::kName, node.name);
  add_text(writer, fields::node::kOpType, node.op_type);
  for (const Attribute& one : node.attributes) {
    writer.add_message(fields::node::kAttribute, attribute_message(one));
  }
  add_text(writer, fields::node::kDomain, node.domain);
  append(out, node.unknown);
  return out;
}

std::string shape_message(const ValueInfo& info) {
  std::string out;
  Writer writer(out);
  for (const Dimension& dimension : *info.shape) {
    std::string message;
    Writer dim(message);
    if (dimension.value) dim.add_int64(fields::dimension::kValue, *dimension.value);
    add_text(dim, fields::dimension::kParameter, dimension.parameter);
    append(message, dimension.unknown);
    writer.add_message(fields::shape::kDim, message);
  }
  append(out, info.shape_unknown);
  return out;
}

std::string value_info_message(const ValueInfo& info) {
  std::string type;
  if (info.type != DataType::kUndefined) {
    std::string tensor;
    Writer writer(tensor);
    writer.add_int32(fields::tensor_type::kElemType, static_cast<std::int32_t>(info.type));
    if (info.shape) writer.add_message(fields::tensor_type::kShape, shape_message(info));
    append(tensor, info.tensor_unknown);
    Writer(type).add_message(fields::type::kTensorType, tensor);
  }
  append(type, info.type_unknown);
  std::string out;
  Writer writer(out);
  add_text(writer, fields::value_info::kName, info.name);
  if (!type.empty()) writer.add_message(fields::value_info::kType, type);
  append(out, info.unknown);
  return out;
}

// Initializers come last: a reader then knows the outputs before the weights arrive.
void write_graph(Writer& model, const Graph& graph) {
  std::string out;
  Writer writer(out);
  for (const Node& node : graph.nodes) writer.add_message(fields::graph::kNode, node_message(node));
  add_text(writer, fields::graph::kName, graph.name);
  for (const ValueInfo& one : graph.inputs) {
    writer.add_message(fields::graph::kInput, value_info_message(one));
  }
  for (const ValueInfo& one : graph.outputs) {
    writer.add_message(fields::graph::kOutput, value_info_message(one));
  }
  for (const ValueInfo& one : graph.value_info) {
    writer.add_message(fields::graph::kValueInfo, value_info_message(one));
  }
  append(out, graph.unknown);
  for (const TensorData& one : graph.initializers) {
    writer.add_message(fields::graph::kInitializer, tensor_message(one));
  }
  model.add_message(fields::model::kGraph, out);
}

}  // namespace

std::string write_model(const Model& model) {
  std::string out;
  Writer writer(out);
  writer.add_int64(fields::model::kIrVersion, model.ir_version);
  add_text(writer, fields::model::kProducerName, model.producer_name);
  add_text(writer, fields::model::kProducerVersion, model.producer_version);
  for (const OpsetImport& import : model.opset_imports) {
    std::string message;
    Writer opset(message);
    opset.add_string(fields::opset::kDomain, import.domain);
    opset.add_int64(fields::opset::kVersion, import.version);
    append(message, import.unknown);
    writer.add_message(fields::model::kOpsetImport, message);
  }
  for (const auto& [key, value] : model.metadata_props) {
    std::string message;
    Writer entry(message);
    entry.add_string(fields::entry::kKey, key);
    entry.add_string(fields::entry::kValue, value);
    writer.add_message(fields::model::kMetadataProps, message);
  }
  append(out, model.unknown);
  write_graph(writer, model.graph);
  return out;
}

}  // namespace ocelli::onnx
