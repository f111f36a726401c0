#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "exec/plan.h"
#include "exec/registry.h"

namespace ocelli::exec {

/// Builds a Plan: binds operators, computes what is constant, drops what nobody needs, numbers the
/// values and notes where each is read last.
class PlanBuilder {
 public:
  PlanBuilder(const onnx::Graph& graph, std::int64_t opset, const Trained& trained,
              const NetworkOptions& options);

  std::optional<Error> add_constants(const std::vector<onnx::TensorData>& initializers);
  /// Binds each node to its kernel; computes those whose inputs are constant.
  std::optional<Error> bind();
  /// Nodes that lead to an output.
  void find_needed();
  std::optional<Error> number();
  void find_last_uses();
  Plan take() { return std::move(plan_); }

 private:
  struct Bound {
    std::size_t node = 0;
    const Operator* op = nullptr;
    Kernel kernel;
    bool host = false;
    bool needed = false;
  };
  std::optional<Error> bind_node(std::size_t index);
  std::optional<Error> compute(const onnx::Node& node, const Kernel& kernel);
  [[nodiscard]] bool is_constant(const std::string& name) const { return known_.contains(name); }
  [[nodiscard]] bool all_constant(const onnx::Node& node) const;
  [[nodiscard]] bool depends_on_shape_alone(const onnx::Node& node) const;

  /// The slot of a constant or trained tensor where it is read; kAbsent if it is neither.
  std::int32_t constant_slot(const std::string& name, bool on_host);
  std::int32_t value_slot(const std::string& name, bool on_host);
  void number_step(const Bound& bound);
  void add_copy_step(const std::string& name);
  void note_overwrites(Step& step, const Bound& bound);

  const onnx::Graph& graph_;
  const Trained& trained_;
  const NetworkOptions& options_;
  Plan plan_;
  std::unordered_map<std::string, at::Tensor> known_;
  std::unordered_set<std::string> host_values_;
  std::vector<Bound> bound_;
  std::map<std::pair<std::string, bool>, std::int32_t> constant_slots_;
  std::unordered_map<std::string, std::int32_t> value_slots_;
  std::unordered_map<std::string, std::int32_t> device_copies_;
  std::unordered_map<std::string, Memory> origins_;
  std::unordered_map<std::string, int> reads_;
};

}  // namespace ocelli::exec
