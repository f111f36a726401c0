#pragma once

namespace ocelli::train {

enum class ScheduleKind { kConstant, kCosine, kLinear, kStep, kOneCycle };

/// How the learning rate changes over a run.
struct ScheduleSpec {
  ScheduleKind kind = ScheduleKind::kCosine;
  double warmup_epochs = 0;  ///< linear from 0, before anything else
  double final_factor = 0;   ///< cosine, linear: of the peak, at the end
  double step_epochs = 30;   ///< step: multiplied by `step_factor` after each such span
  double step_factor = 0.1;
  double one_cycle_rise = 0.3;  ///< one-cycle: part of the run spent rising (Smith and Topin, 2018)
};

/// The factor on the peak learning rate at `epoch` (fractions count) of `epochs`, 0 to 1.
/// Cosine: Loshchilov and Hutter, "SGDR", 2017. One-cycle rises from 1/25 and ends at 1/250,000, in
/// cosines, as PyTorch's `OneCycleLR` does.
double rate_factor(const ScheduleSpec& spec, double epoch, double epochs);

}  // namespace ocelli::train
