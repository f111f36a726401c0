#include "keep_labels.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <sstream>
#include <utility>
#include <vector>

#include "graph/head.h"
#include "read_file.h"

namespace ocelli {
namespace {

Error invalid(const std::string& what) {
  return {ErrorCode::kInvalidArgument, "--labels: " + what};
}

std::vector<std::string> lines_of(const std::vector<std::uint8_t>& file) {
  std::istringstream text(std::string(file.begin(), file.end()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

void set_entry(onnx::Model& model, const std::string& key, const std::string& value) {
  for (auto& [name, text] : model.metadata_props) {
    if (name == key) text = value;
  }
}

std::string shortest(float value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

// One entry a place, joined.
template <typename Text>
std::string chosen(const std::vector<std::int64_t>& places, char between, Text text) {
  std::string all;
  for (const std::int64_t place : places) {
    if (!all.empty()) all += between;
    all += text(static_cast<std::size_t>(place));
  }
  return all;
}

}  // namespace

Result<onnx::Model> keep_labels(onnx::Model model, const ModelCard& card, const std::string& file) {
  if (card.task != Task::kMultiLabel) {
    return invalid(
        "expected a multi-label model; another one's scores would change with its labels");
  }
  const auto bytes = read_file(file);
  if (!bytes) return bytes.error();
  std::vector<std::int64_t> places;
  for (const std::string& line : lines_of(bytes.value())) {
    const auto found = std::find(card.labels.begin(), card.labels.end(), line);
    if (found == card.labels.end())
      return invalid("expected labels of the model, got \"" + line + "\"");
    places.push_back(found - card.labels.begin());
  }
  if (places.empty()) return invalid("expected labels in " + file + ", one a line, got none");
  Result<onnx::Model> kept = graph::keep_classes(std::move(model), places);
  if (!kept) return kept;
  onnx::Model& result = kept.value();
  set_entry(result, "ocelli.labels",
            chosen(places, '\n', [&](auto at) { return card.labels[at]; }));
  if (!card.label_ids.empty()) {
    set_entry(result, "ocelli.label-ids",
              chosen(places, '\n', [&](auto at) { return card.label_ids[at]; }));
  }
  if (card.thresholds.size() == card.labels.size()) {
    set_entry(result, "ocelli.thresholds",
              chosen(places, ' ', [&](auto at) { return shortest(card.thresholds[at]); }));
  }
  std::erase_if(result.metadata_props,
                [](const auto& entry) { return entry.first.starts_with("ocelli.golden."); });
  return kept;
}

}  // namespace ocelli
