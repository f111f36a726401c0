#include "model/onnx_parts.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "model/wire_reader.h"

namespace ocelli {
namespace {

using Bytes = std::span<const std::uint8_t>;
using Type = WireReader::Type;

// Field numbers of onnx.proto3.
namespace model_field {
constexpr std::uint32_t kIrVersion = 1;
constexpr std::uint32_t kGraph = 7;
constexpr std::uint32_t kMetadataProps = 14;
}  // namespace model_field
namespace entry_field {
constexpr std::uint32_t kKey = 1;
constexpr std::uint32_t kValue = 2;
}  // namespace entry_field
namespace graph_field {
constexpr std::uint32_t kOutput = 12;
}
namespace value_info_field {
constexpr std::uint32_t kName = 1;
constexpr std::uint32_t kType = 2;
}  // namespace value_info_field
namespace type_field {
constexpr std::uint32_t kTensor = 1;
}
namespace tensor_type_field {
constexpr std::uint32_t kShape = 2;
}
namespace shape_field {
constexpr std::uint32_t kDim = 1;
}
namespace dim_field {
constexpr std::uint32_t kValue = 1;
}

constexpr std::string_view kKeyPrefix = "ocelli.";
// Far above any real graph; keeps hostile ones from costing memory and time.
constexpr std::size_t kMaxOutputs = 1024;

std::string text_of(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

Error invalid_model(std::string message) {
  return {ErrorCode::kInvalidModel, "model: expected an ONNX file, " + std::move(message)};
}

// The first bytes as text, so that a web page or a pointer file in the model's place is recognised.
std::string beginning_of(Bytes onnx) {
  std::string shown;
  for (const std::uint8_t byte : onnx.first(std::min<std::size_t>(onnx.size(), 24))) {
    shown += byte >= 0x20 && byte < 0x7F ? static_cast<char>(byte) : '.';
  }
  return std::to_string(onnx.size()) + " bytes that begin with \"" + shown + "\"";
}

Error outer_failure(const WireReader& reader, Bytes onnx, bool has_ir_version) {
  if (!has_ir_version) return invalid_model("got something else: " + beginning_of(onnx));
  const std::string left = std::to_string(reader.bytes_left());
  if (reader.state() == WireReader::State::kCutShort) {
    const std::string size = std::to_string(onnx.size());
    if (reader.bytes_wanted() == 0) {
      return invalid_model("got one cut short after " + size + " bytes");
    }
    return invalid_model(
        "got one cut short after " + size + " bytes: field " + std::to_string(reader.field()) +
        " has " + std::to_string(reader.bytes_wanted()) + " bytes, and " + left + " are left");
  }
  const std::string offset = std::to_string(onnx.size() - reader.bytes_left());
  return invalid_model("got one that is damaged before byte " + offset);
}

// Whether the message is sound; its key and value are in `entry`.
bool read_entry(Bytes message, CardEntry& entry) {
  WireReader reader(message);
  while (reader.next()) {
    if (reader.is(entry_field::kKey, Type::kBytes)) entry.first = text_of(reader.bytes());
    if (reader.is(entry_field::kValue, Type::kBytes)) entry.second = text_of(reader.bytes());
  }
  return reader.state() == WireReader::State::kEnd;
}

// A key may be long and foreign: it is looked at before anything is copied.
bool has_card_key(Bytes message) {
  WireReader reader(message);
  bool found = false;
  while (reader.next()) {
    if (!reader.is(entry_field::kKey, Type::kBytes)) continue;
    const Bytes key = reader.bytes();
    found = key.size() >= kKeyPrefix.size() &&
            std::equal(kKeyPrefix.begin(), kKeyPrefix.end(), key.begin());
  }
  return found || reader.state() != WireReader::State::kEnd;
}

// Calls `visit` with the content of every length-delimited `field`; false on damage.
template <typename Visit>
bool for_each(Bytes message, std::uint32_t field, Visit visit) {
  WireReader reader(message);
  while (reader.next()) {
    if (reader.is(field, Type::kBytes) && !visit(reader.bytes())) return false;
  }
  return reader.state() == WireReader::State::kEnd;
}

bool read_dimension(Bytes message, std::optional<std::int64_t>& width) {
  width.reset();
  WireReader reader(message);
  while (reader.next()) {
    if (!reader.is(dim_field::kValue, Type::kVarint)) continue;
    const auto value = static_cast<std::int64_t>(reader.varint());
    // Some exporters write 0 or -1 for a length that is open.
    if (value > 0) width = value;
  }
  return reader.state() == WireReader::State::kEnd;
}

bool read_type(Bytes message, std::optional<std::int64_t>& width) {
  return for_each(message, type_field::kTensor, [&](Bytes tensor) {
    return for_each(tensor, tensor_type_field::kShape, [&](Bytes shape) {
      return for_each(shape, shape_field::kDim,
                      [&](Bytes dimension) { return read_dimension(dimension, width); });
    });
  });
}

bool read_output(Bytes message, GraphOutput& output) {
  WireReader reader(message);
  while (reader.next()) {
    if (reader.is(value_info_field::kName, Type::kBytes)) output.name = text_of(reader.bytes());
    if (reader.is(value_info_field::kType, Type::kBytes) &&
        !read_type(reader.bytes(), output.width)) {
      return false;
    }
  }
  return reader.state() == WireReader::State::kEnd;
}

}  // namespace

Result<OnnxParts> split_onnx(Bytes onnx) {
  if (onnx.empty()) {
    return Error{ErrorCode::kEmptyInput, "model: expected an ONNX file, got no bytes"};
  }
  OnnxParts parts;
  bool has_ir_version = false;
  WireReader reader(onnx);
  while (reader.next()) {
    if (reader.is(model_field::kIrVersion, Type::kVarint)) has_ir_version = true;
    if (reader.is(model_field::kGraph, Type::kBytes)) parts.graph.push_back(reader.bytes());
    if (!reader.is(model_field::kMetadataProps, Type::kBytes)) continue;
    if (!has_card_key(reader.bytes())) continue;
    CardEntry entry;
    if (!read_entry(reader.bytes(), entry)) {
      return invalid_model("got one with damaged metadata_props: " + beginning_of(onnx));
    }
    parts.card_entries.push_back(std::move(entry));
  }
  if (reader.state() != WireReader::State::kEnd) {
    return outer_failure(reader, onnx, has_ir_version);
  }
  if (!has_ir_version) {
    return invalid_model("got one without ir_version: " + beginning_of(onnx));
  }
  if (parts.graph.empty()) {
    return invalid_model("got one without a graph, perhaps cut short: " + beginning_of(onnx));
  }
  return parts;
}

Result<std::vector<GraphOutput>> read_graph_outputs(const OnnxParts& parts) {
  std::vector<GraphOutput> outputs;
  for (const Bytes graph : parts.graph) {
    const bool sound = for_each(graph, graph_field::kOutput, [&](Bytes message) {
      GraphOutput output;
      if (!read_output(message, output) || outputs.size() == kMaxOutputs) return false;
      outputs.push_back(std::move(output));
      return true;
    });
    if (!sound) {
      return invalid_model("got one whose graph is damaged or has more than " +
                           std::to_string(kMaxOutputs) + " outputs");
    }
  }
  return outputs;
}

}  // namespace ocelli
