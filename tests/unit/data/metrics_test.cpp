#include "train/metrics/metrics.h"

#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "unit/data/metrics_cases.h"

namespace ocelli::train {
namespace {

constexpr std::uint32_t kCases = 1000;
constexpr double kTolerance = 1e-9;

// The expected values, read one after the other.
class Expected {
 public:
  Expected() {
    std::ifstream file(OCELLI_GOLDEN_DIR "/metrics_cases.bin", std::ios::binary);
    double value = 0;
    while (file.read(reinterpret_cast<char*>(&value), sizeof(value))) values_.push_back(value);
  }

  double next() { return at_ < values_.size() ? values_[at_++] : std::nan("missing"); }
  [[nodiscard]] bool at_end() const { return at_ == values_.size(); }

 private:
  std::vector<double> values_;
  std::size_t at_ = 0;
};

class Comparison {
 public:
  void begin(std::uint32_t index) { index_ = index; }

  void value(double ours, const std::string& what, double tolerance = kTolerance) {
    const double theirs = expected_.next();
    const bool same = std::isnan(theirs) ? std::isnan(ours) : std::fabs(ours - theirs) <= tolerance;
    EXPECT_TRUE(same) << "case " << index_ << ", " << what << ": " << ours << ", expected "
                      << theirs;
  }

  void mean(const MeanScore& score, const std::string& what) {
    value(score.precision, what + " precision");
    value(score.recall, what + " recall");
    value(score.f1, what + " F1");
  }

  void common(const Evaluation& evaluation) {
    mean(evaluation.report.macro, "macro");
    mean(evaluation.report.weighted, "weighted");
    mean(evaluation.report.micro, "micro");
    value(evaluation.calibration.ece, "ECE");
    value(evaluation.calibration.nll, "NLL");
    value(evaluation.calibration.brier, "Brier");
  }

  void class_score(const ClassScore& score) {
    value(score.precision, "a class's precision");
    value(score.recall, "a class's recall");
    value(score.f1, "a class's F1");
    value(static_cast<double>(score.support), "a class's support");
  }

  void ranking(const Evaluation& evaluation) {
    for (std::size_t c = 0; c < evaluation.average_precision.size(); ++c) {
      value(evaluation.average_precision[c], "average precision");
      value(evaluation.roc_auc[c], "ROC AUC");
    }
  }

  // The reference minimises values of the loss, whose flat bottom hides the last digits.
  void temperature(const Predictions& predictions) {
    value(fit_temperature(predictions).value(), "fitted temperature", 1e-5);
  }

  [[nodiscard]] bool at_end() const { return expected_.at_end(); }

 private:
  Expected expected_;
  std::uint32_t index_ = 0;
};

void compare_single(const test::MetricsCase& one, const Evaluation& ours, Comparison& with) {
  with.value(ours.top1, "top-1");
  with.value(ours.top5, "top-5");
  with.common(ours);
  with.temperature(one.predictions);
  const std::optional<double> below = fit_unsure_below(one.predictions, one.temperature);
  with.value(below ? *below : std::nan(""), "unsure below");
  for (const ClassScore& score : ours.report.classes) with.class_score(score);
  for (const std::int64_t count : ours.confusion) {
    with.value(static_cast<double>(count), "confusion matrix");
  }
  with.ranking(ours);
}

void compare_multi(const test::MetricsCase& one, const Evaluation& ours, Comparison& with) {
  with.common(ours);
  with.temperature(one.predictions);
  EvaluationOptions fitted;
  fitted.temperature = one.temperature;
  fitted.thresholds = fit_label_thresholds(one.predictions, one.temperature);
  const Evaluation at_best = evaluate(one.predictions, fitted).value();
  for (std::size_t c = 0; c < ours.report.classes.size(); ++c) {
    with.class_score(ours.report.classes[c]);
    with.value(at_best.report.classes[c].f1, "F1 at the fitted threshold");
  }
  with.ranking(ours);
  with.value(ours.mean_average_precision, "mean average precision");
}

TEST(Metrics, EqualScikitLearnsOnAThousandCases) {
  Comparison with;
  for (std::uint32_t index = 0; index < kCases && !testing::Test::HasFailure(); ++index) {
    with.begin(index);
    const test::MetricsCase one(index);
    EvaluationOptions options;
    options.temperature = one.temperature;
    const Evaluation ours = evaluate(one.predictions, options).value();
    if (one.predictions.multi_label) {
      compare_multi(one, ours, with);
    } else {
      compare_single(one, ours, with);
    }
  }
  EXPECT_TRUE(with.at_end());
}

Predictions two_photos() {
  Predictions predictions;
  predictions.classes = 2;
  predictions.logits = {1.0F, 2.0F, 3.0F, 0.0F};
  predictions.labels = {1, 1};
  return predictions;
}

TEST(Metrics, TheHeadlineIsAccuracyOrMeanAveragePrecision) {
  EXPECT_EQ(headline(two_photos()).value(), 0.5);
  for (std::uint32_t index = 1; index < 40; index += 2) {
    const Predictions predictions = test::MetricsCase(index).predictions;
    EXPECT_EQ(headline(predictions).value(), evaluate(predictions).value().mean_average_precision);
  }
}

TEST(Metrics, ProbabilitiesAreTakenAsTheyAreWhereTheNetworkEndsInThem) {
  Predictions predictions = two_photos();
  predictions.logits = {0.25F, 0.75F, 0.5F, 0.5F};
  EvaluationOptions options;
  options.activate = false;
  // (0.25^2 + 0.25^2 + 0.5^2 + 0.5^2) / 2
  EXPECT_DOUBLE_EQ(evaluate(predictions, options).value().calibration.brier, 0.3125);
}

TEST(Metrics, PredictionsThatDoNotFitAreRefused) {
  const auto error_of = [](const Predictions& predictions) {
    const Result<Evaluation> result = evaluate(predictions);
    return result.ok() ? "no error" : result.error().message;
  };
  EXPECT_EQ(error_of({}), "predictions: expected at least one class, got 0");
  Predictions predictions = two_photos();
  predictions.logits.pop_back();
  EXPECT_EQ(error_of(predictions), "predictions: expected 2 logits for each photograph, got 3");
  predictions.logits.push_back(std::numeric_limits<float>::infinity());
  EXPECT_EQ(error_of(predictions), "predictions: expected finite logits, got inf for photograph 1");
  predictions = two_photos();
  predictions.labels[1] = 2;
  EXPECT_EQ(error_of(predictions), "predictions: expected labels from 0 to 1, got 2");
  predictions.labels.pop_back();
  EXPECT_EQ(error_of(predictions),
            "predictions: expected a label for each of 2 photographs, got 1");
  predictions.multi_label = true;
  EXPECT_EQ(error_of(predictions), "predictions: expected a target for each of 4 logits, got 0");
  predictions.targets = {0, 1, 2, 0};
  EXPECT_EQ(error_of(predictions), "predictions: expected targets of 0 or 1, got 2");
}

TEST(Metrics, SettingsThatDoNotFitAreRefused) {
  EvaluationOptions options;
  options.temperature = 0.0;
  EXPECT_EQ(evaluate(two_photos(), options).error().message,
            "temperature: expected a number above 0, got 0.000000");
  options = {};
  options.thresholds = {0.1, 0.2, 0.3};
  EXPECT_EQ(evaluate(two_photos(), options).error().message,
            "thresholds: expected one, or one for each of 2 classes, got 3");
}

}  // namespace
}  // namespace ocelli::train
