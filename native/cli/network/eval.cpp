#include "eval.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "../progress.h"
#include "../read_file.h"
#include "../report.h"
#include "../write_file.h"
#include "base_model.h"
#include "device.h"
#include "eval_json.h"
#include "eval_report.h"
#include "exec/network.h"
#include "onnx/replace_card.h"
#include "photo_data.h"
#include "train/run/predict.h"
#include "trained_card.h"

namespace ocelli {
namespace {

using Json = nlohmann::ordered_json;
using train::Dataset;
using train::Predictions;

struct EvalCommand {
  std::string model;
  DataOptions data;
  std::vector<std::string> settings;
  std::string part = "auto";
  std::string predictions;  // file
  std::string report;       // folder
  std::string device = "cpu";
  int threads = 0;
  int batch_size = 32;
  bool write = false;
  bool json = false;
};

// A model, the data under its labels, and the means to run the one on the other.
struct Evaluator {
  const EvalCommand& command;
  BaseModel base;
  Dataset data;
  exec::Network network;
  at::Device device;

  Result<Predictions> run(const std::vector<train::Sample>& samples, const char* what) {
    auto part =
        evaluation_part(samples, data, base.card.preprocess, command.data, command.batch_size);
    if (!part) return part.error();
    ProgressBar bar(what);
    auto found =
        train::predict(network, *part.value()->loader, device, data.multi_label, bar.listener());
    bar.finish();
    // Their headers were well, so that the scan let them pass.
    for (const train::BrokenPhoto& photo : part.value()->photos.broken()) {
      std::cerr << "left out: " << photo.name << ": " << photo.error.message << '\n';
    }
    return found;
  }
};

const std::vector<train::Sample>& chosen_part(const Dataset& data, const std::string& part) {
  if (part == "train") return data.train;
  if (part == "val") return data.validation;
  if (part == "test") return data.test;
  if (!data.test.empty()) return data.test;
  return data.validation.empty() ? data.train : data.validation;
}

Result<Evaluator> open(const EvalCommand& command) {
  const Result<at::Device> device = parse_device(command.device);
  if (!device) return device.error();
  set_up_compute(command.threads);
  Result<BaseModel> base = read_base_model(command.model, command.settings);
  if (!base) return base.error();
  const Task task = base.value().card.task;
  if (task == Task::kDetection || task == Task::kSegmentation || task == Task::kEmbedding) {
    return Error{ErrorCode::kInvalidCard, command.model + ": expected a classifier"};
  }
  Result<Dataset> data = open_data(command.data);
  if (!data) return data.error();
  Result<Dataset> named = train::relabel(std::move(data).value(), base.value().card.labels,
                                         base.value().card.label_ids);
  if (!named) return named.error();
  exec::NetworkOptions options;
  options.device = device.value();
  Result<exec::Network> network = exec::Network::compile(base.value().model, options);
  if (!network) return network.error();
  return Evaluator{command, std::move(base).value(), std::move(named).value(),
                   std::move(network).value(), device.value()};
}

train::EvaluationOptions options_for(const ModelCard& card) {
  train::EvaluationOptions options;
  options.temperature = card.temperature;
  options.thresholds = {card.thresholds.begin(), card.thresholds.end()};
  if (options.thresholds.empty()) options.thresholds = {0.5};
  options.activate = card.activation != Activation::kNone;
  return options;
}

// One JSON line a photograph: its name, its true labels and the network's outputs.
std::optional<Error> write_predictions(const std::string& path,
                                       const std::vector<train::Sample>& samples,
                                       const Predictions& found,
                                       const std::vector<std::string>& labels) {
  std::string text;
  const auto classes = static_cast<std::size_t>(found.classes);
  for (std::size_t i = 0; i < found.samples.size(); ++i) {
    const train::Sample& sample = samples[static_cast<std::size_t>(found.samples[i])];
    const float* logits = found.logits.data() + i * classes;
    const std::vector<float> row(logits, logits + classes);
    const auto best = std::max_element(row.begin(), row.end()) - row.begin();
    std::vector<std::string> truth;
    for (const std::int32_t label : sample.labels) {
      truth.push_back(labels[static_cast<std::size_t>(label)]);
    }
    const Json line = {{"photo", sample.name},
                       {"truth", truth},
                       {"best", best},
                       {"label", labels[static_cast<std::size_t>(best)]},
                       {"logits", row}};
    text += line.dump() + '\n';
  }
  return replace_file(path, text);
}

std::optional<Error> write_card(Evaluator& evaluator, FittedScores& fitted) {
  if (evaluator.data.validation.empty()) {
    return Error{ErrorCode::kInvalidArgument, "--write: expected photographs in val/, got none"};
  }
  const Result<Predictions> found = evaluator.run(evaluator.data.validation, "validating");
  if (!found) return found.error();
  const Result<double> temperature = train::fit_temperature(found.value());
  if (!temperature) return temperature.error();
  fitted.temperature = temperature.value();
  if (!evaluator.data.multi_label) {
    fitted.unsure_below = train::fit_unsure_below(found.value(), fitted.temperature);
  }
  std::vector<CardEntry> entries = evaluator.base.card.entries;
  std::erase_if(entries, [](const CardEntry& entry) {
    return entry.first == "ocelli.output.temperature" || entry.first == "ocelli.unsure.below";
  });
  entries.emplace_back("ocelli.output.temperature", card_number(fitted.temperature));
  if (fitted.unsure_below) {
    entries.emplace_back("ocelli.unsure.below", card_number(*fitted.unsure_below));
  }
  if (const auto card = make_card(entries); !card) return card.error();
  const auto file = read_file(evaluator.command.model);
  if (!file) return file.error();
  const Result<std::string> changed = onnx::replace_card(file.value(), entries);
  if (!changed) return changed.error();
  return replace_file(evaluator.command.model, changed.value());
}

std::optional<Error> report(const Evaluator& evaluator, const std::vector<train::Sample>& samples,
                            const Predictions& found, const train::Evaluation& result,
                            const train::EvaluationOptions& options) {
  const EvalCommand& command = evaluator.command;
  const ModelCard& card = evaluator.base.card;
  train::ReportContent content;
  content.title = card.title;
  content.facts = {{"Model", command.model},
                   {"Data", command.data.path},
                   {"Temperature", card_number(options.temperature)}};
  if (card.unsure_below)
    content.facts.emplace_back("Unsure below", card_number(*card.unsure_below));
  content.labels = card.labels;
  content.multi_label = evaluator.data.multi_label;
  content.evaluation = result;
  content.curves = training_log(command.model);
  const std::vector<double> scores =
      options.activate ? train::probabilities(found, options.temperature)
                       : std::vector<double>(found.logits.begin(), found.logits.end());
  return write_report(command.report, std::move(content), samples, found, scores,
                      command.data.limits);
}

std::optional<Error> evaluate(const EvalCommand& command) {
  Result<Evaluator> opened = open(command);
  if (!opened) return opened.error();
  Evaluator& evaluator = opened.value();
  const std::vector<train::Sample>& samples = chosen_part(evaluator.data, command.part);
  if (samples.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "--split: expected photographs in " + command.part + ", got none"};
  }
  FittedScores fitted;
  train::EvaluationOptions options = options_for(evaluator.base.card);
  if (command.write) {
    if (auto error = write_card(evaluator, fitted)) return error;
    options.temperature = fitted.temperature;
  }
  const Result<Predictions> found = evaluator.run(samples, "evaluating");
  if (!found) return found.error();
  const std::vector<std::string>& labels = evaluator.base.card.labels;
  if (!command.predictions.empty()) {
    if (auto error = write_predictions(command.predictions, samples, found.value(), labels)) {
      return error;
    }
  }
  const Result<train::Evaluation> result = train::evaluate(found.value(), options);
  if (!result) return result.error();
  if (!command.report.empty()) {
    if (auto error = report(evaluator, samples, found.value(), result.value(), options))
      return error;
  }
  if (command.json) {
    Json json = evaluation_json(result.value(), labels, evaluator.data.multi_label);
    json["temperature"] = options.temperature;
    report_json(json);
  } else {
    std::cout << evaluation_text(result.value(), labels, evaluator.data.multi_label);
    if (command.write) {
      std::cout << "\nwrote temperature " << card_number(fitted.temperature)
                << (fitted.unsure_below ? ", unsure below " + card_number(*fitted.unsure_below)
                                        : "")
                << " into " << command.model << '\n';
    }
  }
  return std::nullopt;
}

}  // namespace

void add_eval(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<EvalCommand>();
  command->data.validation_share = 0;
  CLI::App* sub = app.add_subcommand("eval", "Measure a classifier on labelled photographs");
  sub->add_option("MODEL", command->model, "The .onnx file with its card")->required();
  add_data_options(*sub, command->data);
  sub->add_option(
         "--split", command->part,
         "Part to evaluate: test, val or train; auto: the first of test, val and all there is")
      ->capture_default_str()
      ->check(CLI::IsMember({"auto", "train", "val", "test"}));
  sub->add_flag("--write", command->write,
                "Fit temperature and unsure threshold on val/, and put them into the model's card");
  sub->add_option("--predictions", command->predictions,
                  "Write a JSON line a photograph: its labels and the network's outputs");
  sub->add_option(
      "--report", command->report,
      "Folder for report.html: curves, classes, confusions, calibration, worst mistakes");
  sub->add_option("--set", command->settings,
                  "Card entry that replaces the model's, as KEY=VALUE; may be repeated")
      ->allow_extra_args(false);
  sub->add_option("--batch-size", command->batch_size, "Photographs at a time")
      ->capture_default_str()
      ->check(CLI::Range(1, 65536));
  sub->add_option("--device", command->device, "cpu, cuda or cuda:N")->capture_default_str();
  sub->add_option("--threads", command->threads, "Threads that compute; 0: one a core")
      ->capture_default_str();
  sub->add_flag("--json", command->json, "Answer with one JSON object");
  sub->footer(
      "Labels are matched with the model's names, then with its ids.\n"
      "Example: ocelli eval my.onnx photos --split test");
  sub->callback([command, &exit_code] {
    const auto error = evaluate(*command);
    exit_code = error ? report_failure(*error, command->json) : kSuccess;
  });
}

}  // namespace ocelli
