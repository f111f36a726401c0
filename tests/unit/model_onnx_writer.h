#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/model_card.h"

namespace ocelli::test {

/// Writes protobuf messages, sound or broken, byte by byte.
class WireWriter {
 public:
  WireWriter& varint(std::uint64_t value) {
    while (value >= 0x80) {
      bytes_ += static_cast<char>(value | 0x80U);
      value >>= 7U;
    }
    bytes_ += static_cast<char>(value);
    return *this;
  }
  WireWriter& tag(std::uint32_t field, unsigned type) {
    return varint((std::uint64_t{field} << 3U) | type);
  }
  WireWriter& number(std::uint32_t field, std::uint64_t value) {
    return tag(field, 0).varint(value);
  }
  WireWriter& message(std::uint32_t field, std::string_view content) {
    tag(field, 2).varint(content.size());
    return raw(content);
  }
  WireWriter& raw(std::string_view content) {
    bytes_ += content;
    return *this;
  }

  [[nodiscard]] const std::string& str() const { return bytes_; }
  [[nodiscard]] std::vector<std::uint8_t> bytes() const { return {bytes_.begin(), bytes_.end()}; }

 private:
  std::string bytes_;
};

/// A ValueInfoProto named `name` with a tensor shape; a dimension of -7 is written as `dim_param`.
inline std::string value_info(const std::string& name,
                              const std::vector<std::int64_t>& dimensions) {
  WireWriter shape;
  for (const std::int64_t length : dimensions) {
    WireWriter dimension;
    if (length == -7) {
      dimension.message(2, "N");
    } else {
      dimension.number(1, static_cast<std::uint64_t>(length));
    }
    shape.message(1, dimension.str());
  }
  const std::string tensor = WireWriter().number(1, 1).message(2, shape.str()).str();
  return WireWriter().message(1, name).message(2, WireWriter().message(1, tensor).str()).str();
}

/// A GraphProto with one initializer of `weight_bytes` and these outputs.
inline std::string graph(const std::vector<std::string>& outputs, std::size_t weight_bytes = 64) {
  WireWriter writer;
  writer.message(2, "g");
  writer.message(5, WireWriter().message(9, std::string(weight_bytes, '\x9F')).str());
  for (const std::string& output : outputs) writer.message(12, output);
  return writer.str();
}

inline std::string metadata_entry(const CardEntry& entry) {
  return WireWriter().message(1, entry.first).message(2, entry.second).str();
}

/// A ModelProto: ir_version, metadata_props, graph, opset_import.
inline std::vector<std::uint8_t> onnx_file(const std::vector<CardEntry>& entries,
                                           const std::string& graph_content) {
  WireWriter writer;
  writer.number(1, 8);
  for (const CardEntry& entry : entries) writer.message(14, metadata_entry(entry));
  writer.message(7, graph_content);
  writer.message(8, WireWriter().number(2, 17).str());
  return writer.bytes();
}

}  // namespace ocelli::test
