#include "onnx/read_tensor.h"

#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "onnx/fields.h"
#include "onnx/wire.h"

namespace ocelli::onnx {
namespace {

static_assert(std::endian::native == std::endian::little, "elements are kept little-endian");

// The elements as the file holds them: each type has raw_data and one field of its own.
struct Elements {
  bool has_raw = false;
  std::string_view raw;
  std::vector<float> floats;
  std::vector<std::int32_t> int32s;
  std::vector<std::int64_t> int64s;
  std::vector<double> doubles;
  std::vector<std::uint64_t> uint64s;
};

[[noreturn]] void refuse(const TensorData& tensor, const std::string& reason) {
  throw InvalidModel("tensor " + quoted(tensor.name) + ": " + reason);
}

// Number of elements of the shape; what would not fit 64 bits, whatever else is 0, is refused.
std::uint64_t checked_count(const TensorData& tensor) {
  std::uint64_t product = 1;
  bool empty = false;
  for (const std::int64_t length : tensor.dims) {
    if (length < 0) {
      refuse(tensor, "expected lengths of at least 0, got " + std::to_string(length));
    }
    empty = empty || length == 0;
    const auto factor = static_cast<std::uint64_t>(length == 0 ? 1 : length);
    constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max() / 16;
    if (product > kLargest / factor)
      refuse(tensor, "its shape has more elements than any file can hold");
    product *= factor;
  }
  return empty ? 0 : product;
}

template <typename Element, typename Stored>
void convert(TensorData& tensor, const std::vector<Stored>& values) {
  tensor.bytes.resize(values.size() * sizeof(Element));
  std::uint8_t* out = tensor.bytes.data();
  for (const Stored value : values) {
    if constexpr (std::is_integral_v<Stored>) {
      if (value < static_cast<Stored>(std::numeric_limits<Element>::min()) ||
          value > static_cast<Stored>(std::numeric_limits<Element>::max())) {
        refuse(tensor, "element " + std::to_string(value) + " does not fit its type");
      }
    }
    const auto element = static_cast<Element>(value);
    std::memcpy(out, &element, sizeof element);
    out += sizeof element;
  }
}

void convert_typed(TensorData& tensor, const Elements& elements) {
  switch (tensor.type) {
    case DataType::kFloat: return convert<float>(tensor, elements.floats);
    case DataType::kDouble: return convert<double>(tensor, elements.doubles);
    case DataType::kInt8: return convert<std::int8_t>(tensor, elements.int32s);
    case DataType::kUint8: return convert<std::uint8_t>(tensor, elements.int32s);
    case DataType::kInt16: return convert<std::int16_t>(tensor, elements.int32s);
    case DataType::kInt32: return convert<std::int32_t>(tensor, elements.int32s);
    case DataType::kBool: return convert<bool>(tensor, elements.int32s);
    case DataType::kUint16:
    case DataType::kFloat16:
    case DataType::kBfloat16: return convert<std::uint16_t>(tensor, elements.int32s);
    case DataType::kInt64: return convert<std::int64_t>(tensor, elements.int64s);
    case DataType::kUint32: return convert<std::uint32_t>(tensor, elements.uint64s);
    case DataType::kUint64: return convert<std::uint64_t>(tensor, elements.uint64s);
    case DataType::kString:
    case DataType::kUndefined: break;
  }
}

// How many elements the typed fields hold together; all must be in the field of the tensor's type.
std::size_t typed_count(const Elements& elements, const TensorData& tensor) {
  return elements.floats.size() + elements.int32s.size() + elements.int64s.size() +
         elements.doubles.size() + elements.uint64s.size() + tensor.strings.size();
}

void expect_size(const TensorData& tensor, std::size_t got, std::uint64_t expected,
                 std::string_view unit) {
  if (got == expected) return;
  refuse(tensor, "expected " + std::to_string(expected) + std::string(unit) +
                     " by its shape and type, got " + std::to_string(got));
}

void take_elements(TensorData& tensor, const Elements& elements) {
  const std::uint64_t count = checked_count(tensor);
  const std::size_t typed = typed_count(elements, tensor);
  if (tensor.type == DataType::kString) {
    if (elements.has_raw) refuse(tensor, "strings cannot stand in raw_data");
    if (typed != tensor.strings.size()) refuse(tensor, "it holds elements of another type");
    return expect_size(tensor, tensor.strings.size(), count, " strings");
  }
  if (elements.has_raw && !(elements.raw.empty() && typed > 0)) {
    if (typed > 0) refuse(tensor, "it holds its elements twice");
    expect_size(tensor, elements.raw.size(), count * element_bytes(tensor.type), " bytes");
    tensor.bytes.assign(elements.raw.begin(), elements.raw.end());
    return;
  }
  convert_typed(tensor, elements);
  if (tensor.bytes.size() != typed * element_bytes(tensor.type)) {
    refuse(tensor, "it holds elements of another type");
  }
  expect_size(tensor, typed, count, " elements");
}

// Whether a field is one of those that may hold the elements.
bool holds_elements(std::uint32_t field) {
  switch (field) {
    case fields::tensor::kFloatData:
    case fields::tensor::kInt32Data:
    case fields::tensor::kStringData:
    case fields::tensor::kInt64Data:
    case fields::tensor::kRawData:
    case fields::tensor::kDoubleData:
    case fields::tensor::kUint64Data: return true;
    default: return false;
  }
}

void read_elements(FieldReader& reader, TensorData& tensor, Elements& elements) {
  switch (reader.number()) {
    case fields::tensor::kFloatData: return reader.append(elements.floats);
    case fields::tensor::kInt32Data: return reader.append(elements.int32s);
    case fields::tensor::kInt64Data: return reader.append(elements.int64s);
    case fields::tensor::kDoubleData: return reader.append(elements.doubles);
    case fields::tensor::kUint64Data: return reader.append(elements.uint64s);
    case fields::tensor::kStringData: tensor.strings.push_back(reader.string()); return;
    default:
      if (elements.has_raw) refuse(tensor, "raw_data stands twice, expected once");
      elements.has_raw = true;
      elements.raw = reader.bytes();
  }
}

// Everything but the elements.
void read_header(FieldReader& reader, TensorData& tensor) {
  std::uint32_t seen = 0;
  while (reader.next()) {
    switch (reader.number()) {
      case fields::tensor::kDims: reader.append(tensor.dims); break;
      case fields::tensor::kDataType:
        reader.once(seen);
        tensor.type = static_cast<DataType>(reader.int32());
        break;
      case fields::tensor::kName:
        reader.once(seen);
        tensor.name = reader.string();
        break;
      case fields::tensor::kSegment: refuse(tensor, "segments of tensors are not supported");
      case fields::tensor::kExternalData:
        refuse(tensor,
               "its elements are in another file (external data), expected them in this one");
      case fields::tensor::kDataLocation:
        if (reader.int64() != 0) {
          refuse(tensor,
                 "its elements are in another file (external data), expected them in this one");
        }
        break;
      default:
        if (holds_elements(reader.number())) {
          reader.skip();
        } else {
          reader.keep(tensor.unknown);
        }
    }
  }
}

}  // namespace

TensorData read_tensor(std::string_view message) {
  TensorData tensor;
  FieldReader header(message, "tensor");
  read_header(header, tensor);
  if (tensor.type == DataType::kUndefined) refuse(tensor, "it has no element type");
  const bool known = tensor.type == DataType::kString || element_bytes(tensor.type) > 0;
  Elements elements;
  FieldReader reader(message, "tensor");
  while (reader.next()) {
    if (!holds_elements(reader.number())) {
      reader.skip();
    } else if (known) {
      read_elements(reader, tensor, elements);
    } else {
      reader.keep(tensor.unknown);
    }
  }
  if (known) {
    take_elements(tensor, elements);
  } else {
    checked_count(tensor);
  }
  return tensor;
}

}  // namespace ocelli::onnx
