#include "train/optimize/optimizer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <ATen/core/grad_mode.h>

namespace ocelli::train {

using Tensors = std::vector<at::Tensor>;

namespace {

// Five steps of Newton and Schulz, whose polynomial draws all singular values near 1: coefficients of
// Jordan et al., "Muon", 2024.
at::Tensor near_orthogonal(const at::Tensor& matrix) {
  constexpr int kSteps = 5;
  constexpr double kA = 3.4445, kB = -4.7750, kC = 2.0315;
  const bool tall = matrix.size(0) > matrix.size(1);
  at::Tensor x = tall ? matrix.t() : matrix;
  x = x / (x.norm() + 1e-7);
  for (int step = 0; step < kSteps; ++step) {
    const at::Tensor square = at::mm(x, x.t());
    const at::Tensor factor = at::addmm(square, square, square, kB, kC);
    x = at::addmm(x, factor, x, kA, 1);
  }
  return tall ? x.t() : x;
}

bool keeps_squares(OptimizerKind kind) {
  return kind == OptimizerKind::kAdam || kind == OptimizerKind::kAdamW;
}

}  // namespace

struct Optimizer::Active {
  Tensors values;
  Tensors gradients;
  Tensors first;
  Tensors second;
};

Optimizer::Optimizer(const OptimizerSpec& spec, std::vector<ParameterGroup> groups) : spec_(spec) {
  const at::NoGradGuard no_gradients;
  for (ParameterGroup& group : groups) {
    GroupState state{std::move(group), {}, {}};
    for (const at::Tensor& value : state.group.values) {
      state.first.push_back(at::zeros_like(value));
      if (keeps_squares(spec.kind)) state.second.push_back(at::zeros_like(value));
    }
    groups_.push_back(std::move(state));
  }
}

Optimizer::Active Optimizer::with_gradients(GroupState& state) {
  Active active;
  for (std::size_t i = 0; i < state.group.values.size(); ++i) {
    const at::Tensor& gradient = state.group.values[i].grad();
    if (!gradient.defined()) continue;
    active.values.push_back(state.group.values[i]);
    active.gradients.push_back(gradient);
    active.first.push_back(state.first[i]);
    if (!state.second.empty()) active.second.push_back(state.second[i]);
  }
  return active;
}

void Optimizer::step(double learning_rate) {
  const at::NoGradGuard no_gradients;
  ++steps_;
  for (GroupState& state : groups_) {
    Active active = with_gradients(state);
    if (active.values.empty()) continue;
    const double rate = learning_rate * state.group.rate_scale;
    if (spec_.kind == OptimizerKind::kMuon && state.group.orthogonal) {
      step_muon(active, rate, state.group.weight_decay);
    } else if (!keeps_squares(spec_.kind)) {
      step_sgd(active, rate, state.group.weight_decay);
    } else {
      step_adam(active, rate, state.group.weight_decay);
    }
  }
}

void Optimizer::step_sgd(Active& active, double rate, double weight_decay) const {
  Tensors update = active.gradients;
  if (weight_decay != 0) update = at::_foreach_add(update, active.values, weight_decay);
  if (spec_.momentum != 0) {
    at::_foreach_mul_(active.first, spec_.momentum);
    at::_foreach_add_(active.first, update, 1);
    update = spec_.nesterov ? at::_foreach_add(update, active.first, spec_.momentum) : active.first;
  }
  at::_foreach_add_(active.values, update, -rate);
}

void Optimizer::step_muon(Active& active, double rate, double weight_decay) const {
  if (weight_decay != 0) at::_foreach_mul_(active.values, 1 - rate * weight_decay);
  at::_foreach_mul_(active.first, spec_.muon_momentum);
  at::_foreach_add_(active.first, active.gradients, 1);
  const Tensors updates = at::_foreach_add(active.gradients, active.first, spec_.muon_momentum);
  for (std::size_t i = 0; i < updates.size(); ++i) {
    at::Tensor& value = active.values[i];
    const std::int64_t outputs = value.size(0);
    if (spec_.fixed_norms) value.mul_(std::sqrt(static_cast<double>(outputs)) / value.norm());
    // A wide matrix is as long as its outputs: a tall one's update is lengthened to match.
    const double rest = static_cast<double>(value.numel()) / static_cast<double>(outputs);
    const double longer = std::sqrt(std::max(1.0, static_cast<double>(outputs) / rest));
    const at::Tensor update = near_orthogonal(updates[i].reshape({outputs, -1}));
    value.add_(update.reshape(value.sizes()), -rate * longer);
  }
}

void Optimizer::step_adam(Active& active, double rate, double weight_decay) const {
  Tensors gradients = active.gradients;
  if (weight_decay != 0) {
    if (spec_.kind == OptimizerKind::kAdamW) {
      at::_foreach_mul_(active.values, 1 - rate * weight_decay);
    } else {
      gradients = at::_foreach_add(gradients, active.values, weight_decay);
    }
  }
  at::_foreach_mul_(active.first, spec_.beta1);
  at::_foreach_add_(active.first, gradients, 1 - spec_.beta1);
  at::_foreach_mul_(active.second, spec_.beta2);
  at::_foreach_addcmul_(active.second, gradients, gradients, 1 - spec_.beta2);
  const double count = static_cast<double>(steps_);
  const double correction1 = 1 - std::pow(spec_.beta1, count);
  const double correction2 = 1 - std::pow(spec_.beta2, count);
  Tensors denominators = at::_foreach_sqrt(active.second);
  at::_foreach_div_(denominators, std::sqrt(correction2));
  at::_foreach_add_(denominators, spec_.epsilon);
  at::_foreach_addcdiv_(active.values, active.first, denominators, -rate / correction1);
}

void Optimizer::zero_gradients() {
  for (GroupState& state : groups_) {
    for (at::Tensor& value : state.group.values) value.mutable_grad().reset();
  }
}

double Optimizer::clip_gradients(double max_norm) {
  const at::NoGradGuard no_gradients;
  Tensors gradients;
  for (GroupState& state : groups_) {
    for (at::Tensor& gradient : with_gradients(state).gradients) gradients.push_back(gradient);
  }
  if (gradients.empty()) return 0;
  const double norm = at::stack(at::_foreach_norm(gradients, 2)).norm().item<double>();
  if (norm > max_norm) at::_foreach_mul_(gradients, max_norm / (norm + 1e-6));
  return norm;
}

std::map<std::string, at::Tensor> Optimizer::state() const {
  std::map<std::string, at::Tensor> state;
  const bool adam = keeps_squares(spec_.kind);
  for (const GroupState& one : groups_) {
    for (std::size_t i = 0; i < one.group.names.size(); ++i) {
      state[(adam ? "mean." : "momentum.") + one.group.names[i]] = one.first[i];
      if (adam) state["square." + one.group.names[i]] = one.second[i];
    }
  }
  return state;
}

void Optimizer::restore(const std::map<std::string, at::Tensor>& state, std::int64_t steps) {
  const at::NoGradGuard no_gradients;
  for (auto& [name, mine] : this->state()) {
    const auto found = state.find(name);
    if (found != state.end()) at::Tensor(mine).copy_(found->second);
  }
  steps_ = steps;
}

}  // namespace ocelli::train
