#include "exec/kernel.h"

#include <utility>

namespace ocelli::exec {

std::size_t Call::input_count() const { return step_.inputs.size(); }

bool Call::has(std::size_t input) const {
  return input < step_.inputs.size() && step_.inputs[input] != Step::kAbsent;
}

const at::Tensor& Call::in(std::size_t input) const { return run_.slot(step_.inputs[input]); }

at::Tensor Call::optional(std::size_t input) const { return has(input) ? in(input) : at::Tensor(); }

Ints Call::ints(std::size_t input) const {
  const at::Tensor value = run_.slot(step_.inputs[input]).to(at::kCPU, at::kLong).contiguous();
  const auto* data = value.data_ptr<std::int64_t>();
  return {data, data + value.numel()};
}

std::vector<double> Call::doubles(std::size_t input) const {
  const at::Tensor value = run_.slot(step_.inputs[input]).to(at::kCPU, at::kDouble).contiguous();
  const auto* data = value.data_ptr<double>();
  return {data, data + value.numel()};
}

bool Call::may_overwrite(std::size_t input) const {
  const std::uint32_t bit = 1U << input;
  if ((step_.overwrites_in_inference & bit) == 0) return false;
  if (!at::GradMode::is_enabled()) return true;
  // Autograd follows a write through a view at a cost.
  return (step_.overwrites_in_training & bit) != 0 && !run_.slot(step_.inputs[input]).is_view();
}

at::Device Call::device() const { return step_.host ? at::Device(at::kCPU) : run_.device; }

bool Call::wants(std::size_t index) const {
  return index < step_.outputs.size() && step_.outputs[index] != Step::kAbsent;
}

void Call::set(std::size_t index, at::Tensor value) const {
  if (!wants(index)) return;
  const auto slot = static_cast<std::size_t>(step_.outputs[index]);
  run_.values[slot - run_.constants->size()] = std::move(value);
}

}  // namespace ocelli::exec
