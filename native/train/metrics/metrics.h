#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "result.h"

namespace ocelli::train {

/// A network's outputs for photographs whose labels are known: what everything below is computed from.
struct Predictions {
  int classes = 0;
  bool multi_label = false;
  std::vector<float> logits;          ///< photographs × classes, row by row, finite
  std::vector<std::int64_t> labels;   ///< one a photograph; empty for multi-label
  std::vector<std::uint8_t> targets;  ///< multi-label: photographs × classes, 0 or 1; else empty
  /// Place of each photograph in the list that was asked for, from which broken ones are missing here.
  /// Empty where nobody needs it; the metrics do not.
  std::vector<std::int64_t> samples;

  [[nodiscard]] std::int64_t photos() const {
    return classes > 0 ? static_cast<std::int64_t>(logits.size()) / classes : 0;
  }
};

/// How well one class is found. A share of nothing is 0, as with scikit-learn's `zero_division=0`.
struct ClassScore {
  double precision = 0.0;
  double recall = 0.0;
  double f1 = 0.0;
  std::int64_t support = 0;    ///< photographs of the class
  std::int64_t predicted = 0;  ///< photographs answered with it
};

struct MeanScore {
  double precision = 0.0;
  double recall = 0.0;
  double f1 = 0.0;
};

/// scikit-learn's `precision_recall_fscore_support`. The macro mean of a single-label problem is over
/// the classes that occur, as label or as answer; that of a multi-label problem is over all.
struct ClassReport {
  std::vector<ClassScore> classes;
  MeanScore macro;
  MeanScore weighted;  ///< by support
  MeanScore micro;     ///< over all decisions; single-label: all three are the accuracy
};

/// Predicted probabilities of one bin against what came true.
struct ReliabilityBin {
  double confidence = 0.0;  ///< mean of the probabilities
  double accuracy = 0.0;    ///< share that came true
  std::int64_t count = 0;
};

/// Single-label: the best probability, and whether it was right, in 15 bins of equal width, closed
/// above (Guo et al., 2017). Multi-label: every probability of every label.
struct Calibration {
  std::vector<ReliabilityBin> bins;
  double ece = 0.0;
  double nll = 0.0;  ///< scikit-learn's `log_loss`, its clipping included; multi-label: mean of all
  double brier = 0.0;  ///< summed over classes, mean over photographs; multi-label: mean of all
};

/// All that `ocelli eval` says of a network.
struct Evaluation {
  std::int64_t photos = 0;
  double top1 = 0.0;  ///< single-label; equal scores are ordered by class, the lower first
  double top5 = 0.0;
  ClassReport report;
  std::vector<std::int64_t>
      confusion;  ///< single-label: classes × classes, row true, column answered
  /// Multi-label, or two classes; else empty. One a class, 0 for a class without a photograph, as
  /// scikit-learn gives.
  std::vector<double> average_precision;
  double mean_average_precision = 0.0;  ///< over the classes with photographs
  std::vector<double> roc_auc;  ///< the same; NaN where all photographs or none are of a class
  Calibration calibration;
};

struct EvaluationOptions {
  double temperature = 1.0;
  /// Multi-label: a label is answered at or above it; one number, or one a class.
  std::vector<double> thresholds = {0.5};
  /// Off where the network ends in probabilities (a card's activation `none`).
  bool activate = true;
};

/// kInvalidArgument where sizes or labels do not fit, or a logit is not finite.
Result<Evaluation> evaluate(const Predictions& predictions, const EvaluationOptions& options = {});

/// The same for fewer numbers, quickly: single-label accuracy, or multi-label mean average precision.
Result<double> headline(const Predictions& predictions);

/// Photographs × classes, in float64: softmax, or for multi-label the sigmoid, of logits divided by
/// the temperature.
std::vector<double> probabilities(const Predictions& predictions, double temperature = 1.0);

/// The temperature with the smallest negative log likelihood, from 0.2 to 5 (Guo et al., 2017;
/// multi-label: the mean of the labels'). Convex in its inverse: Newton's method, kept in bounds by
/// bisection. kInvalidArgument as `evaluate`.
Result<double> fit_temperature(const Predictions& predictions);

/// The lowest of 0.30, 0.31 … 0.95 at which the answers whose best probability is not below it are
/// right at least nine times in ten; none where there is no such. Single-label.
std::optional<double> fit_unsure_below(const Predictions& predictions, double temperature);

/// Multi-label: for each label the threshold with the best F1, halfway between two photographs'
/// probabilities (or below the last); 0.5 for labels without a photograph.
std::vector<double> fit_label_thresholds(const Predictions& predictions, double temperature);

}  // namespace ocelli::train
