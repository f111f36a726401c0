#include "onnx/wire.h"

#include <cstddef>

namespace ocelli::onnx {
namespace {

constexpr std::size_t kQuotedLength = 80;

template <typename T, typename Range>
void append_all(std::vector<T>& values, const Range& range) {
  for (const auto value : range) values.push_back(value);
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text.substr(0, kQuotedLength)) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  return result + (text.size() > kQuotedLength ? "...\"" : "\"");
}

bool FieldReader::next() {
  field_ = reader_.data();
  return reader_.next();
}

void FieldReader::expect(protozero::pbf_wire_type type) {
  if (reader_.has_wire_type(type)) return;
  throw InvalidModel(std::string(what_) + ": field " + std::to_string(number()) +
                     " is encoded as wire type " +
                     std::to_string(static_cast<int>(reader_.wire_type())) + ", expected " +
                     std::to_string(static_cast<int>(type)));
}

std::int64_t FieldReader::int64() {
  expect(protozero::pbf_wire_type::varint);
  return reader_.get_int64();
}

std::int32_t FieldReader::int32() {
  expect(protozero::pbf_wire_type::varint);
  return reader_.get_int32();
}

float FieldReader::float32() {
  expect(protozero::pbf_wire_type::fixed32);
  return reader_.get_float();
}

std::string_view FieldReader::bytes() {
  expect(protozero::pbf_wire_type::length_delimited);
  const protozero::data_view view = reader_.get_view();
  return {view.data(), view.size()};
}

void FieldReader::append(std::vector<std::int64_t>& values) {
  if (reader_.has_wire_type(protozero::pbf_wire_type::length_delimited)) {
    return append_all(values, reader_.get_packed_int64());
  }
  values.push_back(int64());
}

void FieldReader::append(std::vector<std::uint64_t>& values) {
  if (reader_.has_wire_type(protozero::pbf_wire_type::length_delimited)) {
    return append_all(values, reader_.get_packed_uint64());
  }
  expect(protozero::pbf_wire_type::varint);
  values.push_back(reader_.get_uint64());
}

void FieldReader::append(std::vector<std::int32_t>& values) {
  if (reader_.has_wire_type(protozero::pbf_wire_type::length_delimited)) {
    return append_all(values, reader_.get_packed_int32());
  }
  values.push_back(int32());
}

void FieldReader::append(std::vector<float>& values) {
  if (reader_.has_wire_type(protozero::pbf_wire_type::length_delimited)) {
    return append_all(values, reader_.get_packed_float());
  }
  values.push_back(float32());
}

void FieldReader::append(std::vector<double>& values) {
  if (reader_.has_wire_type(protozero::pbf_wire_type::length_delimited)) {
    return append_all(values, reader_.get_packed_double());
  }
  expect(protozero::pbf_wire_type::fixed64);
  values.push_back(reader_.get_double());
}

void FieldReader::keep(std::string& unknown) {
  reader_.skip();
  unknown.append(field_.data(), field_.size() - reader_.data().size());
}

void FieldReader::once(std::uint32_t& seen) {
  const std::uint32_t bit = std::uint32_t{1} << number();
  if ((seen & bit) != 0) {
    throw InvalidModel(std::string(what_) + ": field " + std::to_string(number()) +
                       " stands twice, expected once");
  }
  seen |= bit;
}

}  // namespace ocelli::onnx
