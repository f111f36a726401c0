#include "trained_card.h"

#include <array>
#include <charconv>
#include <string_view>

namespace ocelli {
namespace {

constexpr std::array<std::string_view, 4> kKept = {"ocelli.input.", "ocelli.resize.",
                                                   "ocelli.crop.", "ocelli.normalize."};

bool is_kept(const std::string& key) {
  for (const std::string_view prefix : kKept) {
    if (key.rfind(prefix, 0) == 0) return true;
  }
  return false;
}

std::string value_of(const std::vector<CardEntry>& entries, std::string_view key) {
  for (const auto& [name, value] : entries) {
    if (name == key) return value;
  }
  return {};
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

std::string first_of(const std::string& a, const std::string& b) { return a.empty() ? b : a; }

}  // namespace

std::string card_number(double value) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof(text), static_cast<float>(value));
  return {text, end.ptr};
}

std::vector<CardEntry> trained_card(const std::vector<CardEntry>& base, const train::Dataset& data,
                                    const CardTexts& texts, const FittedScores& scores) {
  const std::string base_title = value_of(base, "ocelli.title");
  std::vector<CardEntry> card = {
      {"ocelli.version", "1"},
      {"ocelli.task", data.multi_label ? "multi-label" : "multi-class"},
      {"ocelli.title", first_of(texts.title, std::to_string(data.labels.size()) + " labels")},
      {"ocelli.licence",
       first_of(texts.licence, first_of(value_of(base, "ocelli.licence"), "LicenseRef-unknown"))}};
  if (!base_title.empty()) card.emplace_back("ocelli.source", "Trained from " + base_title);
  if (!texts.data.empty()) card.emplace_back("ocelli.data", texts.data);
  if (!texts.accuracy.empty()) card.emplace_back("ocelli.accuracy", texts.accuracy);
  card.emplace_back("ocelli.labels", joined(data.labels));
  for (const CardEntry& entry : base) {
    if (is_kept(entry.first)) card.push_back(entry);
  }
  card.emplace_back("ocelli.output.activation", data.multi_label ? "sigmoid" : "softmax");
  if (scores.temperature != 1) {
    card.emplace_back("ocelli.output.temperature", card_number(scores.temperature));
  }
  if (!scores.thresholds.empty()) {
    std::string list;
    for (const double one : scores.thresholds) list += (list.empty() ? "" : " ") + card_number(one);
    card.emplace_back("ocelli.thresholds", list);
  }
  if (scores.unsure_below) {
    card.emplace_back("ocelli.unsure.below", card_number(*scores.unsure_below));
  }
  return card;
}

}  // namespace ocelli
