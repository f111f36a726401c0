#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace ocelli {

/// exp(x_i) / sum_j exp(x_j) in double, with the largest logit taken off first so that nothing
/// overflows. Empty for no logits; the logits must be finite.
inline std::vector<double> softmax(std::span<const double> logits) {
  if (logits.empty()) return {};
  const double largest = *std::max_element(logits.begin(), logits.end());
  std::vector<double> probabilities;
  probabilities.reserve(logits.size());
  double sum = 0.0;
  for (const double logit : logits) {
    probabilities.push_back(std::exp(logit - largest));
    sum += probabilities.back();
  }
  for (double& probability : probabilities) probability /= sum;
  return probabilities;
}

}  // namespace ocelli
