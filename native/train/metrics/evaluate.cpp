#include <string>

#include "train/metrics/measures.h"
#include "train/metrics/metrics.h"
#include "train/metrics/ranking.h"

namespace ocelli::train {
namespace {

constexpr int kTop = 5;

double top_k_accuracy(const Predictions& predictions, int k) {
  std::int64_t right = 0;
  for (std::int64_t i = 0; i < predictions.photos(); ++i) {
    const std::int64_t label = predictions.labels[static_cast<std::size_t>(i)];
    right += in_top_k(row_of(predictions.logits, i, predictions.classes), label, k) ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(predictions.photos());
}

// Which photographs are of the class: its column of a multi-label table, or made from the labels.
std::vector<std::uint8_t> truth_of(const Predictions& predictions, int label) {
  if (predictions.multi_label) return column_of(predictions.targets, label, predictions.classes);
  std::vector<std::uint8_t> truth;
  for (const std::int64_t one : predictions.labels) truth.push_back(one == label ? 1 : 0);
  return truth;
}

// Logits order the photographs as a sigmoid's probabilities would, and do not saturate.
std::vector<double> scores_of(const Predictions& predictions,
                              const std::vector<double>& probabilities, int label) {
  return predictions.multi_label
             ? column_of<float, double>(predictions.logits, label, predictions.classes)
             : column_of(probabilities, label, predictions.classes);
}

void rank(const Predictions& predictions, const std::vector<double>& probabilities,
          Evaluation& evaluation) {
  int with_photos = 0;
  double sum = 0.0;
  for (int label = 0; label < predictions.classes; ++label) {
    const std::vector<std::uint8_t> truth = truth_of(predictions, label);
    const std::vector<double> scores = scores_of(predictions, probabilities, label);
    evaluation.average_precision.push_back(average_precision(scores, truth));
    evaluation.roc_auc.push_back(roc_auc(scores, truth));
    if (evaluation.report.classes[static_cast<std::size_t>(label)].support == 0) continue;
    ++with_photos;
    sum += evaluation.average_precision.back();
  }
  evaluation.mean_average_precision = with_photos > 0 ? sum / with_photos : 0.0;
}

Result<std::vector<double>> thresholds_for(const EvaluationOptions& options, int classes) {
  if (options.thresholds.size() == 1) {
    return std::vector<double>(static_cast<std::size_t>(classes), options.thresholds.front());
  }
  if (options.thresholds.size() == static_cast<std::size_t>(classes)) return options.thresholds;
  return Error{ErrorCode::kInvalidArgument, "thresholds: expected one, or one for each of " +
                                                std::to_string(classes) + " classes, got " +
                                                std::to_string(options.thresholds.size())};
}

}  // namespace

Result<Evaluation> evaluate(const Predictions& predictions, const EvaluationOptions& options) {
  if (auto error = check_predictions(predictions)) return *error;
  const Result<std::vector<double>> thresholds = thresholds_for(options, predictions.classes);
  if (!thresholds) return thresholds.error();
  if (!(options.temperature > 0.0)) {
    return Error{ErrorCode::kInvalidArgument, "temperature: expected a number above 0, got " +
                                                  std::to_string(options.temperature)};
  }
  const std::vector<double> scores =
      options.activate ? probabilities(predictions, options.temperature)
                       : std::vector<double>(predictions.logits.begin(), predictions.logits.end());
  Evaluation evaluation;
  evaluation.photos = predictions.photos();
  if (predictions.multi_label) {
    evaluation.report = report_labels(predictions, scores, thresholds.value());
  } else {
    evaluation.top1 = top_k_accuracy(predictions, 1);
    evaluation.top5 = top_k_accuracy(predictions, kTop);
    evaluation.confusion = confusion_matrix(predictions);
    evaluation.report = report_classes(evaluation.confusion, predictions.classes);
  }
  if (predictions.multi_label || predictions.classes == 2) rank(predictions, scores, evaluation);
  evaluation.calibration = calibration(predictions, scores);
  return evaluation;
}

Result<double> headline(const Predictions& predictions) {
  if (auto error = check_predictions(predictions)) return *error;
  if (!predictions.multi_label) return top_k_accuracy(predictions, 1);
  int with_photos = 0;
  double sum = 0.0;
  for (int label = 0; label < predictions.classes; ++label) {
    const std::vector<std::uint8_t> truth = truth_of(predictions, label);
    bool any = false;
    for (const std::uint8_t one : truth) any |= one != 0;
    if (!any) continue;
    ++with_photos;
    sum += average_precision(scores_of(predictions, {}, label), truth);
  }
  return with_photos > 0 ? sum / with_photos : 0.0;
}

}  // namespace ocelli::train
