#include "keep_labels.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>
#include <vector>

#include "graph/head.h"
#include "read_file.h"

namespace ocelli {
namespace {

Error invalid(const std::string& what) {
  return {ErrorCode::kInvalidArgument, "--labels: " + what};
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
  const auto lines = read_lines(file);
  if (!lines) return lines.error();
  std::vector<std::int64_t> places;
  for (const std::string& line : lines.value()) {
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
