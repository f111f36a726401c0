#include "onnx/read_attribute.h"

#include "onnx/attribute_type.h"
#include "onnx/check_subgraph.h"
#include "onnx/fields.h"
#include "onnx/read_tensor.h"
#include "onnx/wire.h"

namespace ocelli::onnx {
namespace {

namespace field = fields::attribute;

// Values of every kind, as the message holds them; the attribute's type says which one counts.
struct Values {
  float f = 0.0F;
  std::int64_t i = 0;
  std::string s;
  TensorData t;
  std::vector<float> floats;
  std::vector<std::int64_t> ints;
  std::vector<std::string> strings;
};

[[noreturn]] void refuse(const Attribute& attribute, const std::string& reason) {
  throw InvalidModel("attribute " + quoted(attribute.name) + ": " + reason);
}

// The type that a value field belongs to; kUndefined for a field that holds no value.
AttributeType type_of(std::uint32_t number) {
  switch (number) {
    case field::kFloat: return AttributeType::kFloat;
    case field::kInt: return AttributeType::kInt;
    case field::kString: return AttributeType::kString;
    case field::kTensor: return AttributeType::kTensor;
    case field::kGraph: return AttributeType::kGraph;
    case field::kFloats: return AttributeType::kFloats;
    case field::kInts: return AttributeType::kInts;
    case field::kStrings: return AttributeType::kStrings;
    case field::kTensors: return AttributeType::kTensors;
    case field::kGraphs: return AttributeType::kGraphs;
    case field::kTypeProto: return AttributeType::kTypeProto;
    case field::kTypeProtos: return AttributeType::kTypeProtos;
    case field::kSparseTensor: return AttributeType::kSparseTensor;
    case field::kSparseTensors: return AttributeType::kSparseTensors;
    default: return AttributeType::kUndefined;
  }
}

void read_value(FieldReader& reader, Values& values) {
  switch (reader.number()) {
    case field::kFloat: values.f = reader.float32(); return;
    case field::kInt: values.i = reader.int64(); return;
    case field::kString: values.s = reader.string(); return;
    case field::kTensor: values.t = read_tensor(reader.bytes()); return;
    case field::kFloats: return reader.append(values.floats);
    case field::kInts: return reader.append(values.ints);
    case field::kStrings: values.strings.push_back(reader.string()); return;
    default: reader.skip();
  }
}

void set_value(Attribute& attribute, AttributeType type, Values& values, std::string_view message) {
  switch (type) {
    case AttributeType::kFloat: attribute.value = values.f; return;
    case AttributeType::kInt: attribute.value = values.i; return;
    case AttributeType::kString: attribute.value = std::move(values.s); return;
    case AttributeType::kTensor:
      if (values.t.type == DataType::kUndefined) refuse(attribute, "expected a tensor, got none");
      attribute.value = std::move(values.t);
      return;
    case AttributeType::kFloats: attribute.value = std::move(values.floats); return;
    case AttributeType::kInts: attribute.value = std::move(values.ints); return;
    case AttributeType::kStrings: attribute.value = std::move(values.strings); return;
    case AttributeType::kSparseTensor:
    case AttributeType::kSparseTensors: refuse(attribute, "sparse tensors are not supported");
    default:
      check_attribute(message, kSubgraphDepth);
      attribute.value = OpaqueAttribute{std::string(message)};
      attribute.unknown.clear();
  }
}

}  // namespace

Attribute read_attribute(std::string_view message) {
  Attribute attribute;
  Values values;
  AttributeType type = AttributeType::kUndefined;
  AttributeType present = AttributeType::kUndefined;
  bool reference = false;
  std::uint32_t seen = 0;
  FieldReader reader(message, "attribute");
  while (reader.next()) {
    const std::uint32_t number = reader.number();
    if (const AttributeType kind = type_of(number); kind != AttributeType::kUndefined) {
      if (present != AttributeType::kUndefined && present != kind) {
        refuse(attribute, "it has values of two types");
      }
      present = kind;
      if (!is_list(kind)) reader.once(seen);
      read_value(reader, values);
    } else if (number == field::kName) {
      reader.once(seen);
      attribute.name = reader.string();
    } else if (number == field::kType) {
      reader.once(seen);
      type = static_cast<AttributeType>(reader.int32());
    } else {
      reference = reference || number == field::kRefAttrName;
      reader.keep(attribute.unknown);
    }
  }
  if (attribute.name.empty()) refuse(attribute, "it has no name");
  if (type == AttributeType::kUndefined) type = present;
  if (present != AttributeType::kUndefined && present != type) {
    refuse(attribute, "its value is not of its type");
  }
  if (type == AttributeType::kUndefined && !reference) refuse(attribute, "it has no value");
  set_value(attribute, reference ? AttributeType::kUndefined : type, values, message);
  return attribute;
}

}  // namespace ocelli::onnx
