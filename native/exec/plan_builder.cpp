#include "exec/plan_builder.h"

#include <algorithm>
#include <exception>

#include "exec/compat.h"
#include "exec/tensor_data.h"

namespace ocelli::exec {
namespace {

bool reads_on_host(const Operator& op, std::size_t input) {
  return input < 32 && (op.host_inputs >> input & 1U) != 0;
}

// They read an input's shape alone, not its values.
bool is_shape_query(const onnx::Node& node) {
  return node.op_type == "Shape" || node.op_type == "Size";
}

// A result of such size is computed anew in each run rather than kept.
constexpr std::int64_t kMostFolded = std::int64_t{1} << 26;

}  // namespace

Error node_error(const onnx::Node& node, std::int64_t opset, std::string_view what) {
  const std::string name = node.name.empty() && !node.outputs.empty() ? node.outputs[0] : node.name;
  const std::string domain = node.domain.empty() ? "" : node.domain + "::";
  return {ErrorCode::kInvalidModel, "node '" + name + "' (" + domain + node.op_type + ", opset " +
                                        std::to_string(opset) + "): " + std::string(what)};
}

PlanBuilder::PlanBuilder(const onnx::Graph& graph, std::int64_t opset, const Trained& trained,
                         const NetworkOptions& options)
    : graph_(graph), trained_(trained), options_(options) {
  plan_.nodes = graph.nodes;
  plan_.opset = opset;
}

std::optional<Error> PlanBuilder::add_constants(const std::vector<onnx::TensorData>& initializers) {
  std::unordered_set<std::string> read;
  for (const onnx::Node& node : graph_.nodes) read.insert(node.inputs.begin(), node.inputs.end());
  for (const onnx::ValueInfo& output : graph_.outputs) read.insert(output.name);
  for (const onnx::TensorData& data : initializers) {
    if (trained_.contains(data.name) || !read.contains(data.name)) continue;
    std::optional<at::Tensor> tensor = to_tensor(data, options_.type);
    if (!tensor) {
      return Error{ErrorCode::kInvalidModel, "initializer '" + data.name + "': type " +
                                                 std::to_string(static_cast<int>(data.type)) +
                                                 " is not supported"};
    }
    known_.emplace(data.name, *std::move(tensor));
  }
  return std::nullopt;
}

std::optional<Error> PlanBuilder::bind() {
  for (std::size_t i = 0; i < plan_.nodes.size(); ++i) {
    if (auto error = bind_node(i)) return error;
  }
  return std::nullopt;
}

std::optional<Error> PlanBuilder::bind_node(std::size_t index) {
  const onnx::Node& node = plan_.nodes[index];
  const bool standard = node.domain.empty() || node.domain == "ai.onnx";
  const Operator* op = standard ? find_operator(node.op_type) : nullptr;
  if (op == nullptr) return node_error(node, plan_.opset, "the operator is not supported");
  if (node.outputs.empty()) return node_error(node, plan_.opset, "expected an output");
  std::vector<const at::Tensor*> constants;
  for (const std::string& input : node.inputs) {
    const auto found = known_.find(input);
    constants.push_back(found == known_.end() ? nullptr : &found->second);
  }
  NodeView view(node, plan_.opset, std::move(constants), options_.type);
  Kernel kernel = op->build(view);
  if (!view.failure().empty()) return node_error(node, plan_.opset, view.failure());
  if (all_constant(node)) return compute(node, kernel);
  const bool host = depends_on_shape_alone(node);
  if (host) host_values_.insert(node.outputs.begin(), node.outputs.end());
  bound_.push_back({index, op, std::move(kernel), host, false});
  return std::nullopt;
}

bool PlanBuilder::all_constant(const onnx::Node& node) const {
  return std::all_of(node.inputs.begin(), node.inputs.end(),
                     [&](const std::string& input) { return input.empty() || is_constant(input); });
}

bool PlanBuilder::depends_on_shape_alone(const onnx::Node& node) const {
  if (is_shape_query(node)) return true;
  return std::all_of(node.inputs.begin(), node.inputs.end(), [&](const std::string& input) {
    return input.empty() || is_constant(input) || host_values_.contains(input);
  });
}

std::optional<Error> PlanBuilder::compute(const onnx::Node& node, const Kernel& kernel) {
  const at::NoGradGuard no_gradients;
  std::deque<at::Tensor> inputs;
  std::vector<const at::Tensor*> constants;
  Step step;
  step.host = true;
  for (const std::string& input : node.inputs) {
    step.inputs.push_back(input.empty() ? Step::kAbsent
                                        : static_cast<std::int32_t>(constants.size()));
    if (input.empty()) continue;
    inputs.push_back(known_.at(input));
    constants.push_back(&inputs.back());
  }
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    step.outputs.push_back(static_cast<std::int32_t>(constants.size() + i));
  }
  Run run;
  run.constants = &constants;
  run.values.resize(node.outputs.size());
  try {
    run.values[0] = kernel(Call(run, step));
  } catch (const c10::Error& error) {
    return node_error(node, plan_.opset, compat::message(error));
  } catch (const std::exception& error) {
    return node_error(node, plan_.opset, error.what());
  }
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    const at::Tensor& value = run.values[i];
    if (!value.defined()) continue;
    if (value.numel() > kMostFolded) {
      return node_error(node, plan_.opset,
                        "a constant of " + std::to_string(value.numel()) + " elements");
    }
    known_.emplace(node.outputs[i], value.contiguous());
  }
  return std::nullopt;
}

void PlanBuilder::find_needed() {
  std::unordered_set<std::string> wanted;
  for (const onnx::ValueInfo& output : graph_.outputs) {
    wanted.insert(output.name);
    ++reads_[output.name];
  }
  for (std::size_t i = bound_.size(); i-- > 0;) {
    const onnx::Node& node = plan_.nodes[bound_[i].node];
    bound_[i].needed = std::any_of(
        node.outputs.begin(), node.outputs.end(),
        [&](const std::string& output) { return !output.empty() && wanted.contains(output); });
    if (!bound_[i].needed) continue;
    wanted.insert(node.inputs.begin(), node.inputs.end());
    if (is_shape_query(node)) continue;
    for (const std::string& input : node.inputs) ++reads_[input];
  }
  std::erase_if(bound_, [](const Bound& bound) { return !bound.needed; });
}

std::int32_t PlanBuilder::constant_slot(const std::string& name, bool on_host) {
  const auto known = known_.find(name);
  const auto trained = trained_.find(name);
  if (known == known_.end() && trained == trained_.end()) return Step::kAbsent;
  const bool moves = known != known_.end() && !options_.device.is_cpu() && !on_host;
  const auto [slot, inserted] =
      constant_slots_.try_emplace({name, moves}, static_cast<std::int32_t>(plan_.constants.size()));
  if (!inserted) return slot->second;
  if (trained != trained_.end()) {
    plan_.constants.push_back(trained->second);
  } else {
    plan_.owned.push_back(moves ? known->second.to(options_.device) : known->second);
    plan_.constants.push_back(&plan_.owned.back());
  }
  return slot->second;
}

std::optional<Error> PlanBuilder::number() {
  // Constants first: their slots lie before those of all values.
  for (const Bound& bound : bound_) {
    const onnx::Node& node = plan_.nodes[bound.node];
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      constant_slot(node.inputs[i], bound.host || reads_on_host(*bound.op, i));
    }
  }
  for (const onnx::ValueInfo& output : graph_.outputs) constant_slot(output.name, false);

  plan_.input = value_slot(graph_.inputs[0].name, false);
  std::unordered_set<std::string> written = {graph_.inputs[0].name};
  const auto exists = [&](const std::string& name) {
    return name.empty() || written.contains(name) || known_.contains(name) ||
           trained_.contains(name);
  };
  for (const Bound& bound : bound_) {
    const onnx::Node& node = plan_.nodes[bound.node];
    for (const std::string& input : node.inputs) {
      if (!exists(input)) return node_error(node, plan_.opset, "nothing writes '" + input + "'");
    }
    number_step(bound);
    written.insert(node.outputs.begin(), node.outputs.end());
  }
  for (const onnx::ValueInfo& output : graph_.outputs) {
    if (!exists(output.name)) {
      return Error{ErrorCode::kInvalidModel,
                   "graph output '" + output.name + "': nothing writes it"};
    }
    const std::int32_t slot = constant_slot(output.name, false);
    plan_.outputs.push_back(slot != Step::kAbsent ? slot : value_slot(output.name, false));
  }
  return std::nullopt;
}

std::int32_t PlanBuilder::value_slot(const std::string& name, bool on_host) {
  const bool copied = host_values_.contains(name) && !on_host && !options_.device.is_cpu();
  auto& slots = copied ? device_copies_ : value_slots_;
  const auto next = static_cast<std::int32_t>(plan_.constants.size() + plan_.value_count);
  const auto [slot, inserted] = slots.try_emplace(name, next);
  if (inserted) ++plan_.value_count;
  return slot->second;
}

// What was computed from shapes on the host, and is read as data on the device.
void PlanBuilder::add_copy_step(const std::string& name) {
  if (options_.device.is_cpu() || !host_values_.contains(name) || device_copies_.contains(name)) {
    return;
  }
  Step step;
  step.kernel = [device = options_.device](const Call& call) { return call.in(0).to(device); };
  step.inputs = {value_slot(name, true)};
  step.outputs = {value_slot(name, false)};
  step.host = true;
  plan_.shape_values.push_back(step.outputs[0]);
  plan_.steps.push_back(std::move(step));
}

void PlanBuilder::number_step(const Bound& bound) {
  const onnx::Node& node = plan_.nodes[bound.node];
  Step step;
  step.node = bound.node;
  step.kernel = bound.kernel;
  step.host = bound.host;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const std::string& input = node.inputs[i];
    const bool on_host = bound.host || reads_on_host(*bound.op, i);
    if (!on_host && !input.empty()) add_copy_step(input);
    std::int32_t slot = Step::kAbsent;
    if (!input.empty()) slot = constant_slot(input, on_host);
    if (!input.empty() && slot == Step::kAbsent) slot = value_slot(input, on_host);
    step.inputs.push_back(slot);
  }
  for (const std::string& output : node.outputs) {
    step.outputs.push_back(output.empty() ||
                                   (!reads_.contains(output) && &output != &node.outputs[0])
                               ? Step::kAbsent
                               : value_slot(output, true));
    if (bound.host && step.outputs.back() != Step::kAbsent) {
      plan_.shape_values.push_back(step.outputs.back());
    }
  }
  if (!bound.host) note_overwrites(step, bound);
  origins_[node.outputs[0]] = bound.op->memory;
  plan_.steps.push_back(std::move(step));
}

void PlanBuilder::note_overwrites(Step& step, const Bound& bound) {
  const onnx::Node& node = plan_.nodes[bound.node];
  for (std::size_t i = 0; i < node.inputs.size() && i < 32; ++i) {
    const auto origin = origins_.find(node.inputs[i]);
    if (origin == origins_.end() || origin->second == Memory::kShared) continue;
    if (host_values_.contains(node.inputs[i]) || reads_[node.inputs[i]] != 1) continue;
    step.overwrites_in_inference |= 1U << i;
    if (origin->second == Memory::kFresh) step.overwrites_in_training |= 1U << i;
  }
}

void PlanBuilder::find_last_uses() {
  std::unordered_set<std::int32_t> kept(plan_.outputs.begin(), plan_.outputs.end());
  kept.insert(plan_.shape_values.begin(), plan_.shape_values.end());
  const auto first_value = static_cast<std::int32_t>(plan_.constants.size());
  for (std::size_t i = plan_.steps.size(); i-- > 0;) {
    Step& step = plan_.steps[i];
    for (const auto* slots : {&step.inputs, &step.outputs}) {
      for (const std::int32_t slot : *slots) {
        if (slot >= first_value && kept.insert(slot).second) step.freed.push_back(slot);
      }
    }
  }
}

Result<Plan> compile_plan(const onnx::Graph& graph,
                          const std::vector<onnx::TensorData>& initializers, std::int64_t opset,
                          const Trained& trained, const NetworkOptions& options) {
  PlanBuilder builder(graph, opset, trained, options);
  if (auto error = builder.add_constants(initializers)) return *std::move(error);
  if (auto error = builder.bind()) return *std::move(error);
  builder.find_needed();
  if (auto error = builder.number()) return *std::move(error);
  builder.find_last_uses();
  return builder.take();
}

}  // namespace ocelli::exec
