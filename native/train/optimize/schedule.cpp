#include "train/optimize/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ocelli::train {
namespace {

// From `start` to `end` along half a cosine, `part` of the way.
double along_cosine(double start, double end, double part) {
  return end + (start - end) / 2 * (1 + std::cos(std::numbers::pi * part));
}

double one_cycle(double part, double rise) {
  constexpr double kStart = 1.0 / 25, kEnd = kStart / 1e4;
  if (part < rise) return along_cosine(kStart, 1, part / rise);
  return along_cosine(1, kEnd, (part - rise) / (1 - rise));
}

}  // namespace

double rate_factor(const ScheduleSpec& spec, double epoch, double epochs) {
  if (epoch < spec.warmup_epochs) return epoch / spec.warmup_epochs;
  const double length = epochs - spec.warmup_epochs;
  const double at = epoch - spec.warmup_epochs;
  const double part = length > 0 ? std::clamp(at / length, 0.0, 1.0) : 1.0;
  switch (spec.kind) {
    case ScheduleKind::kCosine: return along_cosine(1, spec.final_factor, part);
    case ScheduleKind::kLinear: return 1 + (spec.final_factor - 1) * part;
    case ScheduleKind::kStep: return std::pow(spec.step_factor, std::floor(at / spec.step_epochs));
    case ScheduleKind::kOneCycle: return one_cycle(part, spec.one_cycle_rise);
    case ScheduleKind::kConstant: break;
  }
  return 1;
}

}  // namespace ocelli::train
