#include <utility>

#include "exec/plan.h"

namespace ocelli::exec {

std::vector<at::Tensor> run_plan(const Plan& plan, const at::Tensor& input, Run run,
                                 std::vector<at::Tensor>& shapes, std::size_t& step) {
  const std::size_t first_value = plan.constants.size();
  const auto value = [&](std::int32_t slot) -> at::Tensor& {
    return run.values[static_cast<std::size_t>(slot) - first_value];
  };
  run.constants = &plan.constants;
  run.values.assign(plan.value_count, at::Tensor());
  value(plan.input) = input;
  const bool shapes_known = !shapes.empty() || plan.shape_values.empty();
  for (std::size_t i = 0; i < shapes.size(); ++i) value(plan.shape_values[i]) = shapes[i];

  for (step = 0; step < plan.steps.size(); ++step) {
    const Step& one = plan.steps[step];
    if (!(one.host && shapes_known)) {
      at::Tensor result = one.kernel(Call(run, one));
      if (one.outputs[0] != Step::kAbsent) value(one.outputs[0]) = std::move(result);
    }
    for (const std::int32_t slot : one.freed) value(slot).reset();
  }

  if (!shapes_known) {
    for (const std::int32_t slot : plan.shape_values) shapes.push_back(value(slot));
  }
  std::vector<at::Tensor> outputs;
  outputs.reserve(plan.outputs.size());
  for (const std::int32_t slot : plan.outputs) outputs.push_back(run.slot(slot));
  return outputs;
}

}  // namespace ocelli::exec
