#include "convert.h"

#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "card_golden.h"
#include "convert_network.h"
#include "convert_report.h"
#include "graph/plain_form.h"
#include "graph/store_weights.h"
#include "graph/stored_int8.h"
#include "keep_labels.h"
#include "model/read_card.h"
#include "onnx/float_tensor.h"
#include "onnx/read_model.h"
#include "onnx/replace_card.h"
#include "onnx/write_model.h"
#include "photo_list.h"
#include "read_file.h"
#include "report.h"
#include "write_file.h"

namespace ocelli {
namespace {

using graph::WeightStorage;

#ifdef OCELLI_WITH_TORCH
constexpr bool kRunsNetworks = true;
#else
constexpr bool kRunsNetworks = false;
#endif

struct ConvertCommand {
  std::string model;
  std::string out;
  WeightStorage weights = WeightStorage::kFloat16;
  std::string photos;
  std::string eval;
  std::string labels;
  bool json = false;
};

struct Source {
  std::vector<std::uint8_t> file;
  onnx::Model model;
  std::optional<ModelCard> card;
  std::vector<std::string> photos;
};

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Result<Source> open(const ConvertCommand& command) {
  auto file = read_file(command.model);
  if (!file) return file.error();
  Result<onnx::Model> model = onnx::read_model(file.value());
  if (!model) return model.error();
  const Result<bool> has = has_card(file.value());
  if (!has) return has.error();
  Source source{std::move(file).value(), std::move(model).value(), std::nullopt, {}};
  if (has.value()) {
    Result<ModelCard> card = read_card(source.file);
    if (!card) return card.error();
    source.card = std::move(card).value();
  }
  if (!command.labels.empty()) {
    if (!source.card)
      return Error{ErrorCode::kInvalidCard, "--labels: expected a model with a card"};
    Result<onnx::Model> kept = keep_labels(std::move(source.model), *source.card, command.labels);
    if (!kept) return kept.error();
    source.model = std::move(kept).value();
    Result<ModelCard> card = read_card(bytes_of(onnx::write_model(source.model)));
    if (!card) return card.error();
    source.card = std::move(card).value();
  }
  const bool runs = !command.photos.empty() || !command.eval.empty();
  if (runs && !kRunsNetworks) {
    return Error{
        ErrorCode::kInvalidArgument,
        "--photos, --eval: expected a build with libtorch (Debian: libtorch-dev), which runs "
        "the network; this one has none"};
  }
  if (runs && !source.card) {
    return Error{ErrorCode::kInvalidCard,
                 "--photos, --eval: expected a model whose card says how photographs are prepared, "
                 "got none; `ocelli card` writes one"};
  }
  if (!command.photos.empty()) {
    auto photos = photo_list(command.photos);
    if (!photos) return photos.error();
    source.photos = std::move(photos).value();
  }
  return source;
}

void set_biases(onnx::Graph& graph, const ChosenRounding& rounding) {
  for (onnx::TensorData& tensor : graph.initializers) {
    const auto found = rounding.biases.find(tensor.name);
    if (found == rounding.biases.end()) continue;
    tensor = onnx::tensor_of(tensor.name, onnx::DataType::kFloat, tensor.dims, found->second);
  }
}

Result<onnx::Model> converted(const ConvertCommand& command, const Source& source,
                              ConversionReport& report) {
  Result<graph::PlainForm> plain = graph::plain_form(source.model);
  if (!plain) return plain.error();
  onnx::Model model = std::move(plain.value().model);
  report.folded = plain.value().folded_batch_norms;
  if (plain.value().was_training) {
    report.notes.emplace_back(
        "Layers were left in training mode: the result answers as in inference.");
  }
  ChosenRounding rounding;
  rounding.weights = graph::unchanged_int8(model.graph, graph::stored_int8(source.model.graph));
#ifdef OCELLI_WITH_TORCH
  if (command.weights == WeightStorage::kInt8 && !source.photos.empty()) {
    Result<ChosenRounding> chosen = choose_rounding(model, *source.card, source.photos);
    if (!chosen) return chosen.error();
    rounding = std::move(chosen).value();
  }
#endif
  set_biases(model.graph, rounding);
  report.stored = graph::store_weights(model.graph, command.weights, rounding.weights);
  return model;
}

void drop_golden(onnx::Model& model) {
  std::erase_if(model.metadata_props,
                [](const auto& entry) { return entry.first.starts_with("ocelli.golden."); });
}

#ifdef OCELLI_WITH_TORCH
// Measures what the conversion cost, and renews the golden output.
std::optional<Error> finish(const ConvertCommand& command, const Source& source, onnx::Model& model,
                            ConversionReport& report) {
  if (!source.card) {
    report.notes.emplace_back(
        "Without a card the outputs cannot be compared: nothing says how a "
        "photograph is prepared.");
    return std::nullopt;
  }
  const auto change = output_change(source.model, model, *source.card, source.photos);
  if (!change) return change.error();
  report.outputs = change.value();
  if (!command.eval.empty()) {
    const auto accuracy = accuracy_change(source.model, model, *source.card, command.eval);
    if (!accuracy) return accuracy.error();
    report.accuracy = accuracy.value();
  }
  const auto golden = golden_entries(bytes_of(onnx::write_model(model)), *source.card);
  if (!golden) return golden.error();
  drop_golden(model);
  model.metadata_props.insert(model.metadata_props.end(), golden.value().begin(),
                              golden.value().end());
  return std::nullopt;
}
#else
std::optional<Error> finish(const ConvertCommand&, const Source& source, onnx::Model& model,
                            ConversionReport& report) {
  if (source.card && source.card->golden) {
    drop_golden(model);
    report.notes.emplace_back(
        "The golden output was taken out: a build without libtorch cannot "
        "compute that of the new weights.");
  }
  report.notes.emplace_back("How far the outputs moved is not known: this build has no libtorch.");
  return std::nullopt;
}
#endif

int run(const ConvertCommand& command) {
  const auto fail = [&](const Error& error) { return report_failure(error, command.json); };
  const Result<Source> source = open(command);
  if (!source) return fail(source.error());
  ConversionReport report;
  Result<onnx::Model> model = converted(command, source.value(), report);
  if (!model) return fail(model.error());
  if (auto error = finish(command, source.value(), model.value(), report)) return fail(*error);
  const std::string file = onnx::write_model(model.value());
  // What is written has to be readable, whatever came in.
  if (const auto sound = onnx::read_model(bytes_of(file)); !sound) return fail(sound.error());
  if (auto error = replace_file(command.out, file)) return fail(*error);
  report.bytes_before = source.value().file.size();
  report.bytes_after = file.size();
  return command.json ? report_json(conversion_json(report, command.model, command.out))
                      : print_conversion(report, command.out);
}

constexpr const char* kFooter =
    "Examples:\n"
    "  ocelli convert my.onnx -o small.onnx --weights fp16\n"
    "  ocelli convert my.onnx -o small.onnx --weights int8 --photos photos/train --eval photos\n"
    "The result is for deploying; keep the model that it was made from to train on.";

}  // namespace

void add_convert(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<ConvertCommand>();
  const std::map<std::string, WeightStorage> types = {{"fp32", WeightStorage::kFloat32},
                                                      {"fp16", WeightStorage::kFloat16},
                                                      {"int8", WeightStorage::kInt8}};
  CLI::App* sub = app.add_subcommand("convert", "Make a model smaller, for a web page");
  sub->add_option("MODEL", command->model, "The .onnx file")->required();
  sub->add_option("-o,--out", command->out, "The .onnx file to write")->required();
  sub->add_option("--weights", command->weights,
                  "How weights are stored: fp32, fp16 (the default) or int8 by output channel")
      ->transform(CLI::CheckedTransformer(types, CLI::ignore_case).description(""));
  sub->add_option("--photos", command->photos,
                  "Photographs (a folder or one file) on which int8 rounding is chosen and outputs "
                  "are compared");
  sub->add_option("--eval", command->eval, "Labelled photographs on which accuracy is compared");
  sub->add_option("--labels", command->labels,
                  "File of the labels to keep of a multi-label model, one a line");
  sub->add_flag("--json", command->json, "Answer with one JSON object");
  sub->footer(kFooter);
  sub->callback([command, &exit_code] { exit_code = run(*command); });
}

}  // namespace ocelli
