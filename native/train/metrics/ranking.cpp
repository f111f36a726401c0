#include "train/metrics/ranking.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

namespace ocelli::train {
namespace {

// Positives and all, among the photographs whose score is at least that of a group of equal ones.
struct Step {
  std::int64_t positives = 0;
  std::int64_t all = 0;
};

// One step a distinct score, the best score first.
std::vector<Step> steps(std::span<const double> scores, std::span<const std::uint8_t> truth) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  std::vector<Step> found;
  Step sum;
  for (std::size_t i = 0; i < order.size(); ++i) {
    sum.positives += truth[order[i]] != 0 ? 1 : 0;
    ++sum.all;
    if (i + 1 == order.size() || scores[order[i]] != scores[order[i + 1]]) found.push_back(sum);
  }
  return found;
}

}  // namespace

double average_precision(std::span<const double> scores, std::span<const std::uint8_t> truth) {
  const std::vector<Step> found = steps(scores, truth);
  if (found.empty() || found.back().positives == 0) return 0.0;
  const auto positives = static_cast<double>(found.back().positives);
  double sum = 0.0;
  std::int64_t before = 0;
  for (const Step& step : found) {
    const double gained = static_cast<double>(step.positives - before) / positives;
    sum += gained * static_cast<double>(step.positives) / static_cast<double>(step.all);
    before = step.positives;
  }
  return sum;
}

double roc_auc(std::span<const double> scores, std::span<const std::uint8_t> truth) {
  const std::vector<Step> found = steps(scores, truth);
  const std::int64_t positives = found.empty() ? 0 : found.back().positives;
  const std::int64_t negatives = static_cast<std::int64_t>(scores.size()) - positives;
  if (positives == 0 || negatives == 0) return std::numeric_limits<double>::quiet_NaN();
  double wins = 0.0;
  Step before;
  for (const Step& step : found) {
    const auto gained = static_cast<double>(step.positives - before.positives);
    const std::int64_t equal = step.all - step.positives - (before.all - before.positives);
    const std::int64_t below = negatives - (step.all - step.positives);
    wins += gained * (static_cast<double>(below) + 0.5 * static_cast<double>(equal));
    before = step;
  }
  return wins / (static_cast<double>(positives) * static_cast<double>(negatives));
}

bool in_top_k(std::span<const float> scores, std::int64_t label, int k) {
  const auto place = static_cast<std::size_t>(label);
  int better = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (scores[i] > scores[place] || (scores[i] == scores[place] && i < place)) ++better;
  }
  return better < k;
}

}  // namespace ocelli::train
