#include "card_edits.h"

#include <algorithm>
#include <array>

#include "card_hub.h"
#include "card_labels.h"

namespace ocelli {
namespace {

using Entries = std::vector<CardEntry>;

constexpr std::string_view kPrefix = "ocelli.";
constexpr std::string_view kGoldenPrefix = "ocelli.golden.";

// Texts for people: a Hugging Face folder knows less of them than whoever wrote them down.
constexpr std::array<std::string_view, 5> kPeopleKeys = {
    "ocelli.title", "ocelli.licence", "ocelli.source", "ocelli.data", "ocelli.accuracy"};

// What decides which tensor the golden input becomes, and which outputs are compared.
constexpr std::array<std::string_view, 7> kGoldenDependsOn = {
    "ocelli.input.size",        "ocelli.input.channels", "ocelli.input.layout",
    "ocelli.normalize.divisor", "ocelli.normalize.mean", "ocelli.normalize.std",
    "ocelli.output.names"};

std::string full_key(const std::string& key) {
  return key.starts_with(kPrefix) ? key : std::string(kPrefix) + key;
}

Entries::iterator find(Entries& entries, std::string_view key) {
  return std::find_if(entries.begin(), entries.end(),
                      [&](const CardEntry& entry) { return entry.first == key; });
}

std::string value_in(const Entries& entries, std::string_view key) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const CardEntry& entry) { return entry.first == key; });
  return found == entries.end() ? "" : found->second;
}

// An empty value takes the key away, as in any override of a card.
void set(Entries& entries, const std::string& key, const std::string& value) {
  const auto found = find(entries, key);
  if (value.empty()) {
    if (found != entries.end()) entries.erase(found);
  } else if (found != entries.end()) {
    found->second = value;
  } else {
    entries.emplace_back(key, value);
  }
}

std::optional<Error> take_hub(Entries& entries, const std::string& folder) {
  if (folder.empty()) return std::nullopt;
  Result<Entries> card = card_from_hub(folder);
  if (!card) return card.error();
  for (const std::string_view key : kPeopleKeys) {
    const std::string known = value_in(entries, key);
    if (!known.empty()) set(card.value(), std::string(key), known);
  }
  entries = std::move(card).value();
  return std::nullopt;
}

std::optional<Error> take_labels(Entries& entries, const std::string& path) {
  if (path.empty()) return std::nullopt;
  const Result<std::string> labels = read_labels(path);
  if (!labels) return labels.error();
  set(entries, "ocelli.labels", labels.value());
  return std::nullopt;
}

void take_settings(Entries& entries, const std::vector<std::string>& settings) {
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    const std::string value = equals == std::string::npos ? "" : setting.substr(equals + 1);
    set(entries, full_key(setting.substr(0, equals)), value);
  }
}

std::optional<Error> take_removals(Entries& entries, const std::vector<std::string>& removals) {
  for (const std::string& removal : removals) {
    const auto found = find(entries, full_key(removal));
    if (found == entries.end()) {
      return Error{ErrorCode::kInvalidArgument,
                   "--remove: expected a key of the card, got " + full_key(removal)};
    }
    entries.erase(found);
  }
  return std::nullopt;
}

bool has_golden(const Entries& entries) {
  return std::any_of(entries.begin(), entries.end(),
                     [](const CardEntry& entry) { return entry.first.starts_with(kGoldenPrefix); });
}

// Golden values that came with the old card answer to the old way of preparing their input.
void drop_stale_golden(const Entries& before, EditedCard& card) {
  constexpr std::string_view kValues = "ocelli.golden.values";
  if (!has_golden(card.entries) || value_in(before, kValues) != value_in(card.entries, kValues)) {
    return;
  }
  const auto changed = std::find_if(
      kGoldenDependsOn.begin(), kGoldenDependsOn.end(),
      [&](std::string_view key) { return value_in(before, key) != value_in(card.entries, key); });
  if (changed == kGoldenDependsOn.end()) return;
  std::erase_if(card.entries,
                [](const CardEntry& entry) { return entry.first.starts_with(kGoldenPrefix); });
  card.notes.push_back("The golden output was taken out: it no longer fits, since " +
                       std::string(*changed) + " changed.");
}

}  // namespace

Result<EditedCard> apply_edits(std::vector<CardEntry> entries, const CardEdits& edits) {
  const Entries before = entries;
  if (auto error = take_hub(entries, edits.from_hub)) return *std::move(error);
  if (auto error = take_labels(entries, edits.labels)) return *std::move(error);
  take_settings(entries, edits.settings);
  if (auto error = take_removals(entries, edits.removals)) return *std::move(error);
  if (!entries.empty() && find(entries, "ocelli.version") == entries.end() && before.empty()) {
    entries.insert(entries.begin(), {"ocelli.version", std::to_string(kCardVersion)});
  }
  EditedCard card{std::move(entries), {}};
  drop_stale_golden(before, card);
  return card;
}

}  // namespace ocelli
