#include <exception>
#include <set>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "train/data/listed_photo.h"
#include "train/data/photo_file.h"

namespace ocelli::train {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Error invalid(const std::string& place, const std::string& what) {
  return Error{ErrorCode::kInvalidArgument, place + ": " + what};
}

// JSON itself would keep the last of two equal keys in silence.
Result<json> parse(const std::vector<std::uint8_t>& bytes, const std::string& source) {
  std::set<std::string> names;
  std::string doubled;
  const auto watch = [&](int depth, json::parse_event_t event, json& parsed) {
    if (depth == 1 && event == json::parse_event_t::key) {
      const auto& name = parsed.get_ref<const std::string&>();
      if (!names.insert(name).second) doubled = name;
    }
    return true;
  };
  json document;
  try {
    document = json::parse(bytes.begin(), bytes.end(), watch);
  } catch (const json::exception& error) {
    return invalid(source, error.what());
  }
  if (!doubled.empty()) return invalid(source, "\"" + doubled + "\" is listed twice");
  if (!document.is_object()) {
    return invalid(source, std::string("expected an object from photographs to labels, got ") +
                               document.type_name());
  }
  return document;
}

// One label, or several in a list; false for anything else.
bool read_labels(const json& value, ListedPhoto& photo) {
  if (value.is_string()) {
    photo.labels = {value.get<std::string>()};
    return true;
  }
  if (!value.is_array()) return false;
  for (const json& label : value) {
    if (!label.is_string()) return false;
    photo.labels.push_back(label.get<std::string>());
  }
  return true;
}

struct Described {
  ListedPhoto photo;
  bool multi_label = false;
};

Result<Described> describe(const std::string& name, const json& value, const std::string& source) {
  Described described;
  ListedPhoto& photo = described.photo;
  photo.name = name;
  photo.place = source + ": \"" + name + "\"";
  const json* labels = &value;
  if (value.is_object()) {
    if (value.contains("label") == value.contains("labels")) {
      return invalid(photo.place, "expected either label or labels");
    }
    labels = value.contains("label") ? &value["label"] : &value["labels"];
    if (value.contains("split")) {
      const json& split = value["split"];
      const std::string text = split.is_string() ? split.get<std::string>() : split.dump();
      const std::optional<Part> part = part_named(text);
      if (!part) {
        return invalid(photo.place, "split: expected train, val or test, got \"" + text + "\"");
      }
      photo.part = *part;
    }
  }
  described.multi_label = labels->is_array();
  if (!read_labels(*labels, photo)) {
    return invalid(photo.place, std::string("expected a label or a list of labels, got ") +
                                    labels->dump(-1, ' ', false, json::error_handler_t::replace));
  }
  return described;
}

}  // namespace

Result<PhotoList> read_json_list(const fs::path& file) {
  std::vector<std::uint8_t> bytes;
  const Result<bool> read = read_photo_file(file.string(), bytes);
  if (!read) return read.error();
  PhotoList list;
  list.source = file.string();
  list.folder = file.parent_path();
  const Result<json> document = parse(bytes, list.source);
  if (!document) return document.error();
  for (const auto& [name, value] : document.value().items()) {
    Result<Described> described = describe(name, value, list.source);
    if (!described) return described.error();
    if (list.photos.empty()) list.multi_label = described.value().multi_label;
    if (list.multi_label != described.value().multi_label) {
      return invalid(described.value().photo.place,
                     list.multi_label
                         ? "expected a list of labels, as for the others, got one label"
                         : "expected one label, as for the others, got a list");
    }
    list.photos.push_back(std::move(described.value().photo));
  }
  return list;
}

}  // namespace ocelli::train
