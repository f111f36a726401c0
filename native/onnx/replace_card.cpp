#include "onnx/replace_card.h"

#include <exception>

#include <protozero/pbf_writer.hpp>

#include "onnx/fields.h"
#include "onnx/wire.h"

namespace ocelli::onnx {
namespace {

constexpr std::string_view kPrefix = "ocelli.";

// Whether a `metadata_props` field, tag included, belongs to the card.
bool is_card_entry(std::string_view field) {
  FieldReader outer(field, "metadata_props");
  outer.next();
  FieldReader reader(outer.bytes(), "metadata_props entry");
  std::string_view key;
  while (reader.next()) {
    if (reader.number() == fields::entry::kKey) {
      key = reader.bytes();
    } else {
      reader.skip();
    }
  }
  return key.starts_with(kPrefix);
}

void append_entries(std::string& out,
                    const std::vector<std::pair<std::string, std::string>>& entries) {
  protozero::pbf_writer writer(out);
  for (const auto& [key, value] : entries) {
    std::string message;
    protozero::pbf_writer entry(message);
    entry.add_string(fields::entry::kKey, key);
    entry.add_string(fields::entry::kValue, value);
    writer.add_message(fields::model::kMetadataProps, message);
  }
}

std::string replaced(std::string_view file,
                     const std::vector<std::pair<std::string, std::string>>& entries) {
  std::string out;
  std::string graph;
  out.reserve(file.size() + 4096);
  FieldReader reader(file, "model");
  while (reader.next()) {
    const std::uint32_t number = reader.number();
    if (number == fields::model::kGraph) {
      reader.keep(graph);
      continue;
    }
    std::string field;
    reader.keep(field);
    if (number != fields::model::kMetadataProps || !is_card_entry(field)) out += field;
  }
  append_entries(out, entries);
  return out + graph;
}

}  // namespace

Result<std::string> replace_card(std::span<const std::uint8_t> file,
                                 const std::vector<std::pair<std::string, std::string>>& entries) {
  try {
    return replaced({reinterpret_cast<const char*>(file.data()), file.size()}, entries);
  } catch (const std::exception& error) {
    return Error{
        ErrorCode::kInvalidModel,
        std::string("model: the file is damaged, or is not an ONNX file: ") + error.what()};
  }
}

}  // namespace ocelli::onnx
