#include "info.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <sstream>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "card_json.h"
#include "info_network.h"
#include "model/card_names.h"
#include "model/read_card.h"
#include "onnx/read_model.h"
#include "read_file.h"
#include "report.h"

namespace ocelli {
namespace {

constexpr std::size_t kLabelsShown = 5;

void print_line(std::ostream& out, std::string_view name, const std::string& text) {
  if (text.empty()) return;
  out << name << std::string(name.size() < 12 ? 12 - name.size() : 1, ' ');
  for (const char c : text) out << (c == '\n' ? std::string("\n            ") : std::string(1, c));
  out << '\n';
}

std::string size_text(int height, int width) {
  return std::to_string(height) + " x " + std::to_string(width) + " (height x width)";
}

template <typename... Parts>
std::string joined(const Parts&... parts) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  (text << ... << parts);
  return text.str();
}

std::string list(std::span<const float> values) {
  std::string text;
  for (const float value : values) text += (text.empty() ? "" : " ") + joined(value);
  return text;
}

std::string resize_text(const PreprocessSpec& spec) {
  std::string text(name_of(spec.resize_mode));
  if (spec.shortest_edge > 0) text += " " + std::to_string(spec.shortest_edge);
  if (spec.resize_height > 0) text += " " + size_text(spec.resize_height, spec.resize_width);
  if (spec.resize_mode != ResizeMode::kNone) text += ", " + std::string(name_of(spec.filter));
  if (spec.shrink > 0) text += ", shrink on load " + std::to_string(spec.shrink);
  return text;
}

std::string labels_text(const std::vector<std::string>& labels) {
  std::string text = std::to_string(labels.size()) + ":";
  for (std::size_t i = 0; i < std::min(labels.size(), kLabelsShown); ++i) {
    text += (i == 0 ? " " : ", ") + labels[i];
  }
  return text + (labels.size() > kLabelsShown ? ", ..." : "");
}

void print_preprocess(std::ostream& out, const PreprocessSpec& spec) {
  const auto channels = static_cast<std::size_t>(channel_count(spec.channels));
  print_line(out, "input",
             joined(size_text(spec.input_height, spec.input_width), ", ", name_of(spec.channels),
                    ", ", name_of(spec.layout)));
  print_line(out, "resize", resize_text(spec));
  if (spec.crop) {
    print_line(out, "crop",
               size_text(spec.crop->height, spec.crop->width) + ", " +
                   std::string(name_of(spec.crop_rounding)));
  }
  print_line(out, "normalize",
             joined("(v / ", spec.divisor, " - mean) / std, mean ",
                    list(std::span(spec.mean).first(channels)), ", std ",
                    list(std::span(spec.std_dev).first(channels))));
}

void print_card(std::ostream& out, const ModelCard& card) {
  print_line(out, "title", card.title);
  print_line(out, "task", std::string(name_of(card.task)));
  print_line(out, "licence", card.licence);
  print_line(out, "source", card.source);
  print_line(out, "data", card.data);
  print_line(out, "accuracy", card.accuracy);
  if (!card.labels.empty()) print_line(out, "labels", labels_text(card.labels));
  print_preprocess(out, card.preprocess);
  print_line(out, "output", joined(name_of(card.activation), ", temperature ", card.temperature));
  if (card.unsure_below) print_line(out, "unsure", joined("below ", *card.unsure_below));
  print_line(out, "decoder", card.decoder.name);
  if (card.golden) {
    print_line(out, "golden",
               joined("seed ", card.golden->seed, ", tolerance ", card.golden->tolerance,
                      ", outputs ", card.golden->values.size()));
  }
}

// The card, or nothing where the file has none; an invalid one is an error.
Result<std::optional<ModelCard>> card_of(std::span<const std::uint8_t> file) {
  const Result<bool> has = has_card(file);
  if (!has) return has.error();
  if (!has.value()) return std::optional<ModelCard>();
  Result<ModelCard> card = read_card(file);
  if (!card) return card.error();
  return std::optional<ModelCard>(std::move(card).value());
}

}  // namespace

int run_info(const std::string& path, bool json) {
  const Result<std::vector<std::uint8_t>> file = read_file(path);
  if (!file) return report_failure(file.error(), json);
  const Result<std::optional<ModelCard>> card = card_of(file.value());
  if (!card) return report_failure(card.error(), json);
  Result<onnx::Model> model = onnx::read_model(file.value());
  if (!model) return report_failure(model.error(), json);
  const auto bytes = static_cast<std::int64_t>(file.value().size());
  const NetworkInfo network = network_info(std::move(model).value(), bytes, card.value());
  if (json) {
    nlohmann::ordered_json object = {{"card", nullptr}};
    if (card.value()) object = card_json(*card.value());
    object["network"] = network_json(network);
    std::cout << object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
              << '\n';
    return kSuccess;
  }
  if (card.value()) {
    print_card(std::cout, *card.value());
  } else {
    print_line(std::cout, "card", "none: the page will ask for labels and preparation");
  }
  for (const auto& [name, text] : network_lines(network)) print_line(std::cout, name, text);
  return kSuccess;
}

void add_info(CLI::App& app, int& exit_code) {
  struct Options {
    std::string model;
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("info", "Tell what a model says of itself, and what it is");
  command->add_option("MODEL", options->model, "The .onnx file")->required();
  command->add_flag("--json", options->json, "Answer with one JSON object");
  command->footer("Example: ocelli info models/imagenet/model.onnx");
  command->callback([options, &exit_code] { exit_code = run_info(options->model, options->json); });
}

}  // namespace ocelli
