#include "model/read_card.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "model/onnx_parts.h"
#include "model/output_width.h"

namespace ocelli {
namespace {

Error invalid_card(std::string_view key, const std::string& message) {
  return {ErrorCode::kInvalidCard, std::string(key) + ": " + message};
}

// The first key that stands twice, as an error.
std::optional<Error> check_repeated(const std::vector<CardEntry>& entries) {
  std::vector<std::string_view> keys;
  for (const CardEntry& entry : entries) keys.push_back(entry.first);
  std::sort(keys.begin(), keys.end());
  const auto repeated = std::adjacent_find(keys.begin(), keys.end());
  if (repeated == keys.end()) return std::nullopt;
  return invalid_card(*repeated, "expected once, got it twice");
}

std::vector<CardEntry> with_overrides(std::vector<CardEntry> entries,
                                      const std::vector<CardEntry>& overrides) {
  for (const CardEntry& override_entry : overrides) {
    const auto same_key = std::find_if(entries.begin(), entries.end(), [&](const CardEntry& entry) {
      return entry.first == override_entry.first;
    });
    if (same_key == entries.end()) {
      entries.push_back(override_entry);
    } else {
      same_key->second = override_entry.second;
    }
  }
  const auto is_taken_away = [&](const CardEntry& entry) {
    return entry.second.empty() &&
           std::find(overrides.begin(), overrides.end(), entry) != overrides.end();
  };
  entries.erase(std::remove_if(entries.begin(), entries.end(), is_taken_away), entries.end());
  return entries;
}

std::string listed(const std::vector<GraphOutput>& outputs) {
  std::string names;
  for (std::size_t i = 0; i < outputs.size() && i < 8; ++i) {
    names += (i == 0 ? "" : ", ") + outputs[i].name;
  }
  return names + (outputs.size() > 8 ? ", …" : "");
}

// The graph's output that the card's first output name means, or the only one.
Result<GraphOutput> find_first_output(const ModelCard& card,
                                      const std::vector<GraphOutput>& outputs) {
  constexpr std::string_view kKey = "ocelli.output.names";
  if (outputs.empty()) {
    return Error{ErrorCode::kInvalidModel, "model: expected a graph with an output, got none"};
  }
  const auto find = [&](const std::string& name) {
    return std::find_if(outputs.begin(), outputs.end(),
                        [&](const GraphOutput& output) { return output.name == name; });
  };
  for (const std::string& name : card.output_names) {
    if (find(name) == outputs.end()) {
      return invalid_card(
          kKey, "expected names of the graph's outputs (" + listed(outputs) + "), got " + name);
    }
  }
  if (!card.output_names.empty()) return *find(card.output_names.front());
  if (outputs.size() > 1) {
    return invalid_card(kKey, "expected, since the graph has several outputs (" + listed(outputs) +
                                  "), got nothing: the key is missing");
  }
  return outputs.front();
}

std::optional<Error> check_against_graph(const ModelCard& card, const OnnxParts& parts) {
  const Result<std::vector<GraphOutput>> outputs = read_graph_outputs(parts);
  if (!outputs) return outputs.error();
  const Result<GraphOutput> output = find_first_output(card, outputs.value());
  if (!output) return output.error();
  const std::optional<std::int64_t> width = output.value().width;
  if (!is_classification(card.task) || !width || width_fits(card, *width)) return std::nullopt;
  return invalid_card("ocelli.labels",
                      std::to_string(card.labels.size()) + " labels expect an output of width " +
                          expected_width(card) + ", got output " + output.value().name +
                          " of width " + std::to_string(*width));
}

}  // namespace

Result<std::vector<CardEntry>> read_card_entries(std::span<const std::uint8_t> onnx) {
  Result<OnnxParts> parts = split_onnx(onnx);
  if (!parts) return parts.error();
  if (auto error = check_repeated(parts.value().card_entries)) return *std::move(error);
  return std::move(parts.value().card_entries);
}

Result<bool> has_card(std::span<const std::uint8_t> onnx) {
  const Result<std::vector<CardEntry>> entries = read_card_entries(onnx);
  if (!entries) return entries.error();
  return std::any_of(entries.value().begin(), entries.value().end(),
                     [](const CardEntry& entry) { return entry.first == "ocelli.version"; });
}

Result<ModelCard> read_card(std::span<const std::uint8_t> onnx,
                            const std::vector<CardEntry>& overrides) {
  Result<OnnxParts> parts = split_onnx(onnx);
  if (!parts) return parts.error();
  if (auto error = check_repeated(parts.value().card_entries)) return *std::move(error);
  if (auto error = check_repeated(overrides)) return *std::move(error);
  Result<ModelCard> card =
      make_card(with_overrides(std::move(parts.value().card_entries), overrides));
  if (!card) return card;
  if (auto error = check_against_graph(card.value(), parts.value())) return *std::move(error);
  return card;
}

}  // namespace ocelli
