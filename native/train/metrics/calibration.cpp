#include <algorithm>
#include <cmath>
#include <limits>

#include "train/metrics/measures.h"

namespace ocelli::train {
namespace {

constexpr int kBins = 15;

class BinCounter {
 public:
  BinCounter() : bins_(kBins) {}

  void add(double probability, bool came_true) {
    ReliabilityBin& bin = bins_[static_cast<std::size_t>(bin_of(probability))];
    bin.confidence += probability;
    bin.accuracy += came_true ? 1.0 : 0.0;
    ++bin.count;
  }

  // Means instead of sums, and the mean gap between them.
  void finish(Calibration& into) {
    std::int64_t all = 0;
    for (const ReliabilityBin& bin : bins_) all += bin.count;
    for (ReliabilityBin& bin : bins_) {
      if (bin.count == 0) continue;
      bin.confidence /= static_cast<double>(bin.count);
      bin.accuracy /= static_cast<double>(bin.count);
      into.ece += static_cast<double>(bin.count) / static_cast<double>(all) *
                  std::fabs(bin.accuracy - bin.confidence);
    }
    into.bins = bins_;
  }

 private:
  // Bins are closed above; their edges are those of NumPy's linspace.
  static int bin_of(double probability) {
    constexpr double kWidth = 1.0 / kBins;
    int bin = 0;
    while (bin + 1 < kBins && probability > (bin + 1) * kWidth) ++bin;
    return bin;
  }

  std::vector<ReliabilityBin> bins_;
};

double log_loss(double probability) {
  constexpr double kSmallest = std::numeric_limits<double>::epsilon();
  return -std::log(std::clamp(probability, kSmallest, 1.0 - kSmallest));
}

Calibration of_labels(const Predictions& predictions, const std::vector<double>& probabilities) {
  Calibration result;
  BinCounter bins;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const bool is_true = predictions.targets[i] != 0;
    const double p = probabilities[i], gap = (is_true ? 1.0 : 0.0) - p;
    bins.add(p, is_true);
    result.nll += log_loss(is_true ? p : 1.0 - p);
    result.brier += gap * gap;
  }
  const auto count = static_cast<double>(probabilities.size());
  result.nll /= count;
  result.brier /= count;
  bins.finish(result);
  return result;
}

}  // namespace

Calibration calibration(const Predictions& predictions, const std::vector<double>& probabilities) {
  if (predictions.multi_label) return of_labels(predictions, probabilities);
  Calibration result;
  BinCounter bins;
  for (std::int64_t i = 0; i < predictions.photos(); ++i) {
    const auto truth = static_cast<std::size_t>(predictions.labels[static_cast<std::size_t>(i)]);
    const std::span<const double> row = row_of(probabilities, i, predictions.classes);
    const std::int64_t answer = best_class(row_of(predictions.logits, i, predictions.classes));
    bins.add(row[static_cast<std::size_t>(answer)], static_cast<std::size_t>(answer) == truth);
    result.nll += log_loss(row[truth]);
    for (std::size_t c = 0; c < row.size(); ++c) {
      const double gap = (c == truth ? 1.0 : 0.0) - row[c];
      result.brier += gap * gap;
    }
  }
  const auto photos = static_cast<double>(predictions.photos());
  result.nll /= photos;
  result.brier /= photos;
  bins.finish(result);
  return result;
}

}  // namespace ocelli::train
