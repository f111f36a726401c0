#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace ocelli {

/// The `k` of `candidates` (places in `scores`) whose scores are largest, best first; all of them
/// where there are fewer. Equal scores stand by index, the lower first. Scores must not be NaN.
inline std::vector<int> top_k(std::span<const double> scores, std::vector<int> candidates,
                              std::size_t k) {
  const auto is_better = [&](int a, int b) {
    const double score_a = scores[static_cast<std::size_t>(a)];
    const double score_b = scores[static_cast<std::size_t>(b)];
    return score_a > score_b || (score_a == score_b && a < b);
  };
  k = std::min(k, candidates.size());
  std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(k),
                    candidates.end(), is_better);
  candidates.resize(k);
  return candidates;
}

}  // namespace ocelli
