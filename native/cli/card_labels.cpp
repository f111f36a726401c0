#include "card_labels.h"

#include <map>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "read_file.h"

namespace ocelli {
namespace {

using Json = nlohmann::json;

std::string trimmed(const std::string& text) {
  constexpr const char* kSpace = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// A list of names or a table from place to name; nothing where the JSON is neither.
std::optional<std::vector<std::string>> names_of_json(const Json& json) {
  std::vector<std::string> names;
  if (json.is_array()) {
    for (const Json& value : json) names.push_back(text_of(value));
    return names;
  }
  if (!json.is_object()) return std::nullopt;
  const Json& table = json.contains("id2label") ? json["id2label"] : json;
  if (!table.is_object()) return std::nullopt;
  std::map<unsigned long, std::string> by_place;
  for (const auto& [key, value] : table.items()) {
    if (key.empty() || key.size() > 9 || key.find_first_not_of("0123456789") != std::string::npos) {
      return std::nullopt;
    }
    by_place[std::stoul(key)] = text_of(value);
  }
  for (const auto& [place, name] : by_place) {
    if (place != names.size()) return std::nullopt;
    names.push_back(name);
  }
  return names;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string line = trimmed(text.substr(start, end - start));
    if (!line.empty()) lines.push_back(line);
    start = end + 1;
  }
  return lines;
}

}  // namespace

Result<std::string> read_labels(const std::string& path) {
  const auto file = read_file(path);
  if (!file) return file.error();
  const std::string text = trimmed({file.value().begin(), file.value().end()});
  std::vector<std::string> labels;
  if (text.starts_with('[') || text.starts_with('{')) {
    const Json json = Json::parse(text, nullptr, false);
    auto names = json.is_discarded() ? std::nullopt : names_of_json(json);
    if (!names) {
      return Error{ErrorCode::kInvalidArgument,
                   path + ": expected a JSON list of labels, or places 0, 1, ... and their labels"};
    }
    labels = *std::move(names);
  } else {
    labels = lines_of(text);
  }
  if (labels.empty())
    return Error{ErrorCode::kInvalidArgument, path + ": expected labels, got none"};
  std::string joined;
  for (const std::string& label : labels) joined += (joined.empty() ? "" : "\n") + label;
  return joined;
}

}  // namespace ocelli
