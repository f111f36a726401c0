#include "card.h"

#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "card_edits.h"
#include "card_golden.h"
#include "model/read_card.h"
#include "onnx/replace_card.h"
#include "read_file.h"
#include "report.h"
#include "write_file.h"

namespace ocelli {
namespace {

struct CardCommand {
  std::string model;
  std::string out;
  CardEdits edits;
  bool golden = false;
  bool json = false;

  [[nodiscard]] bool edits_card() const { return golden || !edits.empty(); }
  [[nodiscard]] bool writes() const { return edits_card() || !out.empty(); }
  [[nodiscard]] const std::string& target() const { return out.empty() ? model : out; }
};

#ifndef OCELLI_WITH_TORCH
Result<std::vector<CardEntry>> no_golden() {
  return Error{ErrorCode::kInvalidArgument,
               "--golden: expected a build with libtorch (Debian: libtorch-dev), which runs the "
               "network; this one has none"};
}
#endif

Result<std::vector<CardEntry>> computed_golden(const std::string& file, const ModelCard& card) {
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
#ifdef OCELLI_WITH_TORCH
  return golden_entries(bytes, card);
#else
  static_cast<void>(bytes);
  static_cast<void>(card);
  return no_golden();
#endif
}

struct NewFile {
  std::string bytes;
  EditedCard card;
};

// A file without a card is as valid as one with a card that is complete.
Result<ModelCard> validated(const std::string& file, const std::vector<CardEntry>& entries) {
  if (entries.empty()) return ModelCard{};
  return read_card({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()});
}

Result<NewFile> rewritten(const CardCommand& command, std::span<const std::uint8_t> file,
                          std::vector<CardEntry> entries) {
  Result<EditedCard> edited = apply_edits(std::move(entries), command.edits);
  if (!edited) return edited.error();
  EditedCard& card = edited.value();
  Result<std::string> bytes = onnx::replace_card(file, card.entries);
  if (!bytes) return bytes.error();
  if (!command.edits_card()) return NewFile{std::move(bytes).value(), std::move(card)};
  const Result<ModelCard> valid = validated(bytes.value(), card.entries);
  if (!valid) return valid.error();
  if (command.golden) {
    if (card.entries.empty()) {
      return Error{ErrorCode::kInvalidArgument, "--golden: expected a model with a card, got none"};
    }
    const auto golden = computed_golden(bytes.value(), valid.value());
    if (!golden) return golden.error();
    std::erase_if(card.entries,
                  [](const CardEntry& entry) { return entry.first.starts_with("ocelli.golden."); });
    card.entries.insert(card.entries.end(), golden.value().begin(), golden.value().end());
    card.notes.clear();
    bytes = onnx::replace_card(file, card.entries);
    if (!bytes) return bytes.error();
    if (const auto card_now = validated(bytes.value(), card.entries); !card_now) {
      return card_now.error();
    }
  }
  return NewFile{std::move(bytes).value(), std::move(card)};
}

void print_entries(const std::vector<CardEntry>& entries) {
  for (const auto& [key, value] : entries) {
    std::cout << key << ": ";
    for (const char c : value) std::cout << (c == '\n' ? std::string("\n    ") : std::string(1, c));
    std::cout << '\n';
  }
}

nlohmann::json entries_json(const std::vector<CardEntry>& entries) {
  nlohmann::json json = nlohmann::json::object();
  for (const auto& [key, value] : entries) json[key] = value;
  return json;
}

int show(const CardCommand& command, const std::vector<CardEntry>& entries) {
  if (command.json) {
    return report_json({{"model", command.model}, {"entries", entries_json(entries)}});
  }
  if (entries.empty()) std::cout << command.model << " has no model card\n";
  print_entries(entries);
  return kSuccess;
}

int run(const CardCommand& command) {
  const auto fail = [&](const Error& error) { return report_failure(error, command.json); };
  const auto file = read_file(command.model);
  if (!file) return fail(file.error());
  Result<std::vector<CardEntry>> entries = read_card_entries(file.value());
  if (!entries) return fail(entries.error());
  if (!command.writes()) return show(command, entries.value());
  const Result<NewFile> changed = rewritten(command, file.value(), std::move(entries).value());
  if (!changed) return fail(changed.error());
  const auto& [bytes, card] = changed.value();
  if (auto error = replace_file(command.target(), bytes)) return fail(*error);
  if (command.json) {
    return report_json({{"model", command.model},
                        {"out", command.target()},
                        {"entries", entries_json(card.entries)},
                        {"notes", card.notes}});
  }
  std::cout << command.target() << ": " << card.entries.size() << " card entries written\n";
  for (const std::string& note : card.notes) std::cout << note << '\n';
  return kSuccess;
}

std::string check_setting(const std::string& setting) {
  const std::size_t equals = setting.find('=');
  if (equals != std::string::npos && equals > 0) return {};
  return "expected KEY=VALUE, got " + setting;
}

constexpr const char* kFooter =
    "Examples:\n"
    "  ocelli card flowers.onnx\n"
    "  ocelli card flowers.onnx --labels labels.txt --set title='Three flowers' \\\n"
    "      --set licence=CC-BY-4.0 --set task=multi-class --set output.activation=softmax \\\n"
    "      --set input.size='224 224' --set resize.mode=exact --set resize.size='224 224'\n"
    "  ocelli card onnx/model.onnx --from-hub . --set licence=Apache-2.0 -o model.onnx\n"
    "The keys are those of docs/model-card.md; a card that breaks its rules is not written.";

}  // namespace

void add_card(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<CardCommand>();
  CardEdits& edits = command->edits;
  CLI::App* sub = app.add_subcommand("card", "Read or change what a model says of itself");
  sub->add_option("MODEL", command->model, "The .onnx file")->required();
  sub->add_option("--set", edits.settings,
                  "Entry to set, as KEY=VALUE; an empty value takes it away; may be repeated")
      ->allow_extra_args(false)
      ->check(check_setting);
  sub->add_option("--remove", edits.removals, "Entry to take away; may be repeated")
      ->allow_extra_args(false);
  sub->add_option("--labels", edits.labels,
                  "File of labels in output order: one a line, or JSON (a list, or id2label)");
  sub->add_option(
      "--from-hub", edits.from_hub,
      "Hugging Face folder whose config.json and preprocessor_config.json give the card");
  sub->add_flag("--golden", command->golden, "Compute the golden output by running the network");
  sub->add_option("-o,--out", command->out, "File to write; without it MODEL is changed in place");
  sub->add_flag("--json", command->json, "Answer with one JSON object");
  sub->footer(kFooter);
  sub->callback([command, &exit_code] { exit_code = run(*command); });
}

}  // namespace ocelli
