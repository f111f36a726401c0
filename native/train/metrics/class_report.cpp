#include <cstddef>

#include "train/metrics/measures.h"

namespace ocelli::train {
namespace {

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

ClassScore make_score(std::int64_t right, std::int64_t predicted, std::int64_t support) {
  return {share(right, predicted), share(right, support), share(2 * right, predicted + support),
          support, predicted};
}

// The mean over classes, each with its weight; zeros where the weights are.
template <typename Weight>
MeanScore mean_of(const std::vector<ClassScore>& classes, const Weight& weight) {
  MeanScore mean;
  double all = 0.0;
  for (const ClassScore& one : classes) {
    const double w = weight(one);
    mean.precision += w * one.precision;
    mean.recall += w * one.recall;
    mean.f1 += w * one.f1;
    all += w;
  }
  if (all == 0.0) return {};
  return {mean.precision / all, mean.recall / all, mean.f1 / all};
}

double by_support(const ClassScore& one) { return static_cast<double>(one.support); }

}  // namespace

std::vector<std::int64_t> confusion_matrix(const Predictions& predictions) {
  const auto classes = static_cast<std::size_t>(predictions.classes);
  std::vector<std::int64_t> counts(classes * classes, 0);
  for (std::int64_t i = 0; i < predictions.photos(); ++i) {
    const auto truth = static_cast<std::size_t>(predictions.labels[static_cast<std::size_t>(i)]);
    const std::int64_t answer = best_class(row_of(predictions.logits, i, predictions.classes));
    ++counts[truth * classes + static_cast<std::size_t>(answer)];
  }
  return counts;
}

ClassReport report_classes(std::span<const std::int64_t> confusion, int classes) {
  const auto count = static_cast<std::size_t>(classes);
  ClassReport report;
  std::int64_t right = 0, all = 0;
  for (std::size_t c = 0; c < count; ++c) {
    std::int64_t support = 0, predicted = 0;
    for (std::size_t other = 0; other < count; ++other) {
      support += confusion[c * count + other];
      predicted += confusion[other * count + c];
    }
    const std::int64_t hits = confusion[c * count + c];
    report.classes.push_back(make_score(hits, predicted, support));
    right += hits;
    all += support;
  }
  report.macro = mean_of(report.classes, [](const ClassScore& one) {
    return one.support + one.predicted > 0 ? 1.0 : 0.0;
  });
  report.weighted = mean_of(report.classes, by_support);
  const double accuracy = share(right, all);
  report.micro = {accuracy, accuracy, accuracy};
  return report;
}

ClassReport report_labels(const Predictions& predictions, std::span<const double> probabilities,
                          std::span<const double> thresholds) {
  const auto classes = static_cast<std::size_t>(predictions.classes);
  ClassReport report;
  std::int64_t all_right = 0, all_predicted = 0, all_support = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    std::int64_t right = 0, predicted = 0, support = 0;
    for (std::size_t i = c; i < probabilities.size(); i += classes) {
      const bool answered = probabilities[i] >= thresholds[c];
      const bool true_label = predictions.targets[i] != 0;
      predicted += answered ? 1 : 0;
      support += true_label ? 1 : 0;
      right += answered && true_label ? 1 : 0;
    }
    report.classes.push_back(make_score(right, predicted, support));
    all_right += right;
    all_predicted += predicted;
    all_support += support;
  }
  report.macro = mean_of(report.classes, [](const ClassScore&) { return 1.0; });
  report.weighted = mean_of(report.classes, by_support);
  const ClassScore micro = make_score(all_right, all_predicted, all_support);
  report.micro = {micro.precision, micro.recall, micro.f1};
  return report;
}

}  // namespace ocelli::train
