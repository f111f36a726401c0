#include "train/optimize/parameter_groups.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace ocelli::train {
namespace {

using exec::Parameter;
using exec::Role;

bool in_head(const Parameter& parameter, const GroupSpec& spec) {
  return spec.head.contains(parameter.name) || spec.head.empty();
}

bool is_orthogonal(const Parameter& parameter, const GroupSpec& spec) {
  return spec.muon_rate > 0 && parameter.role == Role::kWeight && parameter.value.dim() > 1 &&
         !in_head(parameter, spec);
}

double rate_scale(const Parameter& parameter, const GroupSpec& spec, int last) {
  const double depth_factor = std::pow(spec.layer_decay, last - parameter.depth);
  if (in_head(parameter, spec)) return depth_factor;
  if (is_orthogonal(parameter, spec)) return depth_factor * spec.muon_rate;
  const bool bias = parameter.role == Role::kBias || parameter.role == Role::kNorm;
  return depth_factor * spec.backbone_rate * (bias ? spec.bias_rate : 1);
}

bool decays(const Parameter& parameter, const GroupSpec& spec) {
  return spec.decay_all || parameter.role == Role::kWeight || parameter.role == Role::kOther;
}

}  // namespace

std::vector<ParameterGroup> parameter_groups(std::vector<Parameter>& parameters,
                                             const GroupSpec& spec) {
  int last = 0;
  for (const Parameter& parameter : parameters) last = std::max(last, parameter.depth);
  std::map<std::tuple<double, double, bool>, ParameterGroup> groups;
  for (Parameter& parameter : parameters) {
    const double scale =
        spec.frozen.contains(parameter.name) ? 0.0 : rate_scale(parameter, spec, last);
    parameter.value.set_requires_grad(scale > 0);
    if (scale <= 0) continue;
    const double decay = decays(parameter, spec) ? spec.weight_decay : 0.0;
    const bool orthogonal = is_orthogonal(parameter, spec);
    ParameterGroup& group = groups[{scale, decay, orthogonal}];
    group.orthogonal = orthogonal;
    group.rate_scale = scale;
    group.weight_decay = decay;
    group.names.push_back(parameter.name);
    group.values.push_back(parameter.value);
  }
  std::vector<ParameterGroup> result;
  for (auto& [key, group] : groups) result.push_back(std::move(group));
  return result;
}

}  // namespace ocelli::train
