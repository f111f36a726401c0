#include "base_model.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "../read_file.h"
#include "model/read_card.h"
#include "onnx/read_model.h"

namespace ocelli {
namespace {

constexpr std::string_view kPrefix = "ocelli.";

bool is_card_key(const std::string& key) { return key.rfind(kPrefix, 0) == 0; }

Result<std::vector<CardEntry>> entries_of(const std::vector<std::string>& settings) {
  std::vector<CardEntry> entries;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error{ErrorCode::kInvalidArgument, "--set: expected KEY=VALUE, got " + setting};
    }
    std::string key = setting.substr(0, equals);
    if (!is_card_key(key)) key.insert(0, kPrefix);
    entries.emplace_back(std::move(key), setting.substr(equals + 1));
  }
  return entries;
}

}  // namespace

Result<BaseModel> read_base_model(const std::string& path,
                                  const std::vector<std::string>& settings) {
  const auto entries = entries_of(settings);
  if (!entries) return entries.error();
  const Result<std::vector<std::uint8_t>> file = read_file(path);
  if (!file) return file.error();
  const auto in_file = [&](const Error& error) {
    return Error{error.code, path + ": " + error.message};
  };
  Result<ModelCard> card = read_card(file.value(), entries.value());
  if (!card) return in_file(card.error());
  Result<onnx::Model> model = onnx::read_model(file.value());
  if (!model) return in_file(model.error());
  return BaseModel{std::move(model).value(), std::move(card).value()};
}

Result<BaseModel> base_model_of(onnx::Model model, const std::vector<std::string>& settings) {
  const auto changes = entries_of(settings);
  if (!changes) return changes.error();
  std::vector<CardEntry> entries;
  for (const auto& [key, value] : model.metadata_props) {
    const auto replaces = [&](const CardEntry& change) { return change.first == key; };
    const bool replaced = std::any_of(changes.value().begin(), changes.value().end(), replaces);
    if (is_card_key(key) && !replaced) entries.emplace_back(key, value);
  }
  for (const CardEntry& change : changes.value()) {
    if (!change.second.empty()) entries.push_back(change);
  }
  Result<ModelCard> card = make_card(std::move(entries));
  if (!card) return card.error();
  return BaseModel{std::move(model), std::move(card).value()};
}

std::string metadata(const onnx::Model& model, const std::string& key) {
  for (const auto& [name, value] : model.metadata_props) {
    if (name == key) return value;
  }
  return {};
}

void set_card(onnx::Model& model, const std::vector<CardEntry>& entries) {
  std::erase_if(model.metadata_props, [](const auto& entry) { return is_card_key(entry.first); });
  model.metadata_props.insert(model.metadata_props.begin(), entries.begin(), entries.end());
}

}  // namespace ocelli
