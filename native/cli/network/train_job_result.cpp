// What comes of a run: the best weights judged, and the file with its card.
#include <string>
#include <utility>

#include "../card_golden.h"
#include "../write_file.h"
#include "graph/build/architecture.h"
#include "graph/head.h"
#include "onnx/write_model.h"
#include "train/report/html.h"
#include "train/run/predict.h"
#include "train_job.h"

namespace ocelli {
namespace {

std::string scored(const train::Evaluation& found, bool multi_label) {
  return multi_label ? "mean average precision " + train::percent(found.mean_average_precision)
                     : "top-1 " + train::percent(found.top1);
}

}  // namespace

Result<train::Evaluation> TrainJob::evaluate_part(exec::Network& network, PhotoPart& part,
                                                  double temperature, FittedScores* fit) {
  Result<train::Predictions> predictions =
      train::predict(network, *part.loader, device_, data_.multi_label);
  if (!predictions) return predictions.error();
  if (fit != nullptr) {
    const Result<double> fitted = train::fit_temperature(predictions.value());
    if (!fitted) return fitted.error();
    temperature = fit->temperature = fitted.value();
    if (data_.multi_label) {
      fit->thresholds = train::fit_label_thresholds(predictions.value(), temperature);
    } else {
      fit->unsure_below = train::fit_unsure_below(predictions.value(), temperature);
    }
  }
  train::EvaluationOptions options;
  options.temperature = temperature;
  return train::evaluate(predictions.value(), options);
}

// The best weights are in the file that was written when they were found.
std::optional<Error> TrainJob::finish() {
  Result<BaseModel> best = read_base_model(options_.out, {});
  if (!best) return best.error();
  exec::NetworkOptions options;
  options.device = device_;
  Result<exec::Network> network = exec::Network::compile(best.value().model, options);
  if (!network) return network.error();
  FittedScores scores;
  std::string accuracy;
  if (ranks_ && validation_) {
    auto whole = evaluation_part(data_.validation, data_, base_->card.preprocess, options_.data,
                                 kEvaluationBatch);
    if (!whole) return whole.error();
    validation_ = std::move(whole).value();
  }
  if (validation_) {
    const auto found = evaluate_part(network.value(), *validation_, 1, &scores);
    if (!found) return found.error();
    accuracy = scored(found.value(), data_.multi_label) + " on " +
               std::to_string(found.value().photos) + " validation photographs";
    say("validation: " + scored(found.value(), data_.multi_label) + ", calibration error " +
        train::percent(found.value().calibration.ece) + " at temperature " +
        card_number(scores.temperature));
  }
  if (!data_.test.empty()) {
    auto part =
        evaluation_part(data_.test, data_, base_->card.preprocess, options_.data, kEvaluationBatch);
    if (!part) return part.error();
    const auto found = evaluate_part(network.value(), *part.value(), scores.temperature, nullptr);
    if (!found) return found.error();
    accuracy = scored(found.value(), data_.multi_label) + " on " +
               std::to_string(found.value().photos) + " test photographs";
    say("test: " + accuracy);
  }
  if (auto error = write(network.value(), scores, accuracy)) return error;
  say("wrote " + options_.out);
  return std::nullopt;
}

std::optional<Error> TrainJob::write(exec::Network& network, const FittedScores& scores,
                                     const std::string& accuracy) {
  onnx::Model model = graph::drop_auxiliary(network.model());
  const PreprocessSpec& pixels = base_->card.preprocess;
  graph::set_input_size(model.graph, pixels.input_height, pixels.input_width,
                        pixels.layout == Layout::kNhwc);
  CardTexts texts = options_.texts;
  texts.accuracy = accuracy;
  std::vector<CardEntry> entries = trained_card(base_->card.entries, data_, texts, scores);
  const Result<ModelCard> card = make_card(entries);
  if (!card) return card.error();
  set_card(model, entries);
  const std::string without = onnx::write_model(model);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(without.data());
  Result<std::vector<CardEntry>> golden = golden_entries({bytes, without.size()}, card.value());
  if (!golden) return golden.error();
  entries.insert(entries.end(), golden.value().begin(), golden.value().end());
  set_card(model, entries);
  return replace_file(options_.out, onnx::write_model(model));
}

}  // namespace ocelli
