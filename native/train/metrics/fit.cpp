#include <algorithm>
#include <cmath>
#include <numeric>

#include "predict/sigmoid.h"
#include "predict/softmax.h"
#include "train/metrics/measures.h"

namespace ocelli::train {
namespace {

constexpr double kLeastTemperature = 0.2;
constexpr double kMostTemperature = 5.0;

// First and second derivative of the negative log likelihood by the inverse temperature.
struct Slope {
  double first = 0.0;
  double second = 0.0;
};

void add_photo(std::span<const float> logits, std::size_t truth, double inverse, Slope& slope) {
  std::vector<double> scaled(logits.begin(), logits.end());
  for (double& logit : scaled) logit *= inverse;
  const std::vector<double> p = softmax(scaled);
  double mean = 0.0, square = 0.0;
  for (std::size_t c = 0; c < p.size(); ++c) mean += p[c] * double{logits[c]};
  for (std::size_t c = 0; c < p.size(); ++c) {
    const double gap = double{logits[c]} - mean;
    square += p[c] * gap * gap;
  }
  slope.first += mean - double{logits[truth]};
  slope.second += square;
}

Slope slope_at(const Predictions& predictions, double inverse) {
  Slope slope;
  if (predictions.multi_label) {
    for (std::size_t i = 0; i < predictions.logits.size(); ++i) {
      const double logit = predictions.logits[i], p = sigmoid(inverse * logit);
      slope.first += logit * (p - predictions.targets[i]);
      slope.second += logit * logit * p * (1.0 - p);
    }
    return slope;
  }
  for (std::int64_t i = 0; i < predictions.photos(); ++i) {
    const auto truth = static_cast<std::size_t>(predictions.labels[static_cast<std::size_t>(i)]);
    add_photo(row_of(predictions.logits, i, predictions.classes), truth, inverse, slope);
  }
  return slope;
}

// The zero of a slope that only grows, between two points where it is below and above 0.
double find_zero(const Predictions& predictions, double low, double high) {
  constexpr int kMostSteps = 100;
  constexpr double kPrecision = 1e-12;
  double at = std::clamp(1.0, low, high);
  for (int step = 0; step < kMostSteps && high - low > kPrecision * high; ++step) {
    const Slope slope = slope_at(predictions, at);
    (slope.first < 0.0 ? low : high) = at;
    double next = at - slope.first / slope.second;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (std::fabs(next - at) <= kPrecision * at) return next;
    at = next;
  }
  return at;
}

// Where a label's best F1 is: the photographs from the most probable on that are answered with it.
struct Cut {
  double f1 = 0.0;
  double threshold = 0.5;
};

Cut best_cut(const std::vector<double>& probability, const std::vector<std::uint8_t>& truth) {
  std::vector<std::size_t> order(probability.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return probability[a] > probability[b]; });
  const auto positives = static_cast<double>(std::count(truth.begin(), truth.end(), 1));
  Cut best;
  double right = 0.0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    right += truth[order[i]];
    const double here = probability[order[i]];
    const double next = i + 1 < order.size() ? probability[order[i + 1]] : 0.0;
    if (here == next) continue;
    const double f1 = 2.0 * right / (static_cast<double>(i + 1) + positives);
    if (f1 > best.f1) best = {f1, 0.5 * (here + next)};
  }
  return best;
}

}  // namespace

Result<double> fit_temperature(const Predictions& predictions) {
  if (auto error = check_predictions(predictions)) return *error;
  const double low = 1.0 / kMostTemperature, high = 1.0 / kLeastTemperature;
  if (slope_at(predictions, low).first >= 0.0) return kMostTemperature;
  if (slope_at(predictions, high).first <= 0.0) return kLeastTemperature;
  return 1.0 / find_zero(predictions, low, high);
}

std::optional<double> fit_unsure_below(const Predictions& predictions, double temperature) {
  constexpr int kFirstPercent = 30, kLastPercent = 95;
  constexpr double kWantedPrecision = 0.9;
  const std::vector<double> all = probabilities(predictions, temperature);
  for (int percent = kFirstPercent; percent <= kLastPercent; ++percent) {
    const double threshold = percent / 100.0;
    std::int64_t sure = 0, right = 0;
    for (std::int64_t i = 0; i < predictions.photos(); ++i) {
      const std::int64_t answer = best_class(row_of(predictions.logits, i, predictions.classes));
      if (row_of(all, i, predictions.classes)[static_cast<std::size_t>(answer)] < threshold)
        continue;
      ++sure;
      right += answer == predictions.labels[static_cast<std::size_t>(i)] ? 1 : 0;
    }
    if (sure > 0 && static_cast<double>(right) / static_cast<double>(sure) >= kWantedPrecision) {
      return threshold;
    }
  }
  return std::nullopt;
}

std::vector<double> fit_label_thresholds(const Predictions& predictions, double temperature) {
  const std::vector<double> all = probabilities(predictions, temperature);
  std::vector<double> thresholds;
  for (int label = 0; label < predictions.classes; ++label) {
    thresholds.push_back(best_cut(column_of(all, label, predictions.classes),
                                  column_of(predictions.targets, label, predictions.classes))
                             .threshold);
  }
  return thresholds;
}

}  // namespace ocelli::train
