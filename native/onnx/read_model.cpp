#include "onnx/read_model.h"

#include <exception>
#include <limits>
#include <set>

#include <protozero/exception.hpp>

#include "onnx/check_graph.h"
#include "onnx/fields.h"
#include "onnx/read_graph.h"
#include "onnx/wire.h"

namespace ocelli::onnx {
namespace {

constexpr std::int64_t kOldestOpset = 11;
constexpr std::int64_t kNewestOpset = 21;

OpsetImport read_opset_import(std::string_view message) {
  OpsetImport import;
  FieldReader reader(message, "opset import");
  while (reader.next()) {
    switch (reader.number()) {
      case fields::opset::kDomain: import.domain = reader.string(); break;
      case fields::opset::kVersion: import.version = reader.int64(); break;
      default: reader.keep(import.unknown);
    }
  }
  return import;
}

std::pair<std::string, std::string> read_entry(std::string_view message) {
  std::pair<std::string, std::string> entry;
  FieldReader reader(message, "metadata_props entry");
  while (reader.next()) {
    switch (reader.number()) {
      case fields::entry::kKey: entry.first = reader.string(); break;
      case fields::entry::kValue: entry.second = reader.string(); break;
      default:
        throw InvalidModel("metadata_props entry " + quoted(entry.first) +
                           ": expected a key and a value, got field " +
                           std::to_string(reader.number()));
    }
  }
  return entry;
}

void check_opsets(const Model& model) {
  std::set<std::string_view> domains;
  for (const OpsetImport& import : model.opset_imports) {
    std::string_view domain = import.domain;
    if (domain == "ai.onnx") domain = {};
    if (!domains.insert(domain).second) {
      throw InvalidModel("operators of domain " + quoted(domain) + " are imported twice");
    }
  }
  const std::int64_t opset = model.opset();
  if (opset < kOldestOpset || opset > kNewestOpset) {
    throw InvalidModel("opset: expected " + std::to_string(kOldestOpset) + " to " +
                       std::to_string(kNewestOpset) + ", got " +
                       (opset == 0 ? "none" : std::to_string(opset)));
  }
}

Model read(std::string_view file) {
  Model model;
  bool has_ir_version = false;
  bool has_graph = false;
  FieldReader reader(file, "model");
  while (reader.next()) {
    switch (reader.number()) {
      case fields::model::kIrVersion:
        model.ir_version = reader.int64();
        has_ir_version = true;
        break;
      case fields::model::kProducerName: model.producer_name = reader.string(); break;
      case fields::model::kProducerVersion: model.producer_version = reader.string(); break;
      case fields::model::kOpsetImport:
        model.opset_imports.push_back(read_opset_import(reader.bytes()));
        break;
      case fields::model::kMetadataProps:
        model.metadata_props.push_back(read_entry(reader.bytes()));
        break;
      case fields::model::kGraph:
        read_graph(reader.bytes(), model.graph);
        has_graph = true;
        break;
      default: reader.keep(model.unknown);
    }
  }
  if (!has_ir_version || !has_graph)
    throw InvalidModel("not an ONNX file: it has no ir_version or no graph");
  check_opsets(model);
  check_graph(model.graph);
  return model;
}

Error invalid(const std::string& message) { return {ErrorCode::kInvalidModel, message}; }

}  // namespace

Result<Model> read_model(std::span<const std::uint8_t> file) {
  if (file.empty())
    return Error{ErrorCode::kEmptyInput, "model: expected an ONNX file, got 0 bytes"};
  if (file.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    return invalid("model: expected less than 2 GiB, protobuf's limit, got " +
                   std::to_string(file.size()) + " bytes");
  }
  try {
    return read({reinterpret_cast<const char*>(file.data()), file.size()});
  } catch (const InvalidModel& error) {
    return invalid(std::string("model: ") + error.what());
  } catch (const protozero::end_of_buffer_exception&) {
    return invalid("model: the file is cut short, or is not an ONNX file");
  } catch (const std::exception& error) {
    return invalid(std::string("model: the file is damaged, or is not an ONNX file: ") +
                   error.what());
  }
}

}  // namespace ocelli::onnx
