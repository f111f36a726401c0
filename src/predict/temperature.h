#pragma once

#include <span>
#include <vector>

namespace ocelli {

/// Logits divided by a temperature above 0, in double. Below 1 the probabilities that follow grow
/// sharper, above 1 flatter; their order stays. Finite for finite float32 input.
/// Source: Guo et al., On Calibration of Modern Neural Networks (2017).
inline std::vector<double> divide_by_temperature(std::span<const float> logits, float temperature) {
  std::vector<double> scaled;
  scaled.reserve(logits.size());
  for (const float logit : logits) scaled.push_back(double{logit} / double{temperature});
  return scaled;
}

}  // namespace ocelli
