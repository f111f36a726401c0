#pragma once

#include <cmath>

namespace ocelli {

/// 1 / (1 + exp(-x)), by whichever form does not overflow for the sign of x.
inline double sigmoid(double logit) {
  if (logit >= 0.0) return 1.0 / (1.0 + std::exp(-logit));
  const double power = std::exp(logit);
  return power / (1.0 + power);
}

}  // namespace ocelli
