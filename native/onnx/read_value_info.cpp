#include "onnx/read_value_info.h"

#include "onnx/fields.h"
#include "onnx/wire.h"

namespace ocelli::onnx {
namespace {

Dimension read_dimension(std::string_view message) {
  Dimension dimension;
  std::uint32_t seen = 0;
  FieldReader reader(message, "dimension");
  while (reader.next()) {
    switch (reader.number()) {
      case fields::dimension::kValue:
        reader.once(seen);
        dimension.value = reader.int64();
        break;
      case fields::dimension::kParameter:
        reader.once(seen);
        dimension.parameter = reader.string();
        break;
      default: reader.keep(dimension.unknown);
    }
  }
  // Exporters write -1 or 0 for a length that is open.
  if (dimension.value && !dimension.parameter.empty()) {
    throw InvalidModel("dimension " + quoted(dimension.parameter) +
                       ": it has both a name and a length, expected one");
  }
  return dimension;
}

void read_shape(std::string_view message, ValueInfo& info) {
  info.shape.emplace();
  FieldReader reader(message, "shape");
  while (reader.next()) {
    if (reader.number() == fields::shape::kDim) {
      info.shape->push_back(read_dimension(reader.bytes()));
    } else {
      reader.keep(info.shape_unknown);
    }
  }
}

void read_tensor_type(std::string_view message, ValueInfo& info) {
  std::uint32_t seen = 0;
  FieldReader reader(message, "tensor type");
  while (reader.next()) {
    switch (reader.number()) {
      case fields::tensor_type::kElemType:
        reader.once(seen);
        info.type = static_cast<DataType>(reader.int32());
        break;
      case fields::tensor_type::kShape:
        reader.once(seen);
        read_shape(reader.bytes(), info);
        break;
      default: reader.keep(info.tensor_unknown);
    }
  }
  if (info.type == DataType::kUndefined) {
    throw InvalidModel("value " + quoted(info.name) + ": its tensor has no element type");
  }
}

void read_type(std::string_view message, ValueInfo& info) {
  std::uint32_t seen = 0;
  FieldReader reader(message, "type");
  while (reader.next()) {
    if (reader.number() == fields::type::kTensorType) {
      reader.once(seen);
      read_tensor_type(reader.bytes(), info);
    } else {
      reader.keep(info.type_unknown);
    }
  }
}

}  // namespace

ValueInfo read_value_info(std::string_view message) {
  ValueInfo info;
  std::uint32_t seen = 0;
  FieldReader reader(message, "value");
  while (reader.next()) {
    switch (reader.number()) {
      case fields::value_info::kName:
        reader.once(seen);
        info.name = reader.string();
        break;
      case fields::value_info::kType:
        reader.once(seen);
        read_type(reader.bytes(), info);
        break;
      default: reader.keep(info.unknown);
    }
  }
  return info;
}

}  // namespace ocelli::onnx
