#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <ATen/ATen.h>

#include "exec/kernel.h"
#include "exec/network.h"
#include "onnx/model.h"
#include "result.h"

namespace ocelli::exec {

/// A graph compiled: what is constant computed, values numbered, operators bound to their attributes.
struct Plan {
  std::vector<onnx::Node> nodes;  ///< for messages
  std::int64_t opset = 0;
  std::vector<Step> steps;
  std::deque<at::Tensor> owned;  ///< constants that are not trainable
  std::vector<const at::Tensor*> constants;
  std::size_t value_count = 0;
  std::int32_t input = Step::kAbsent;  ///< slot
  std::vector<std::int32_t> outputs;   ///< slots
  /// Slots of values that depend on the input's shape alone, and outlive a run in the shape cache.
  std::vector<std::int32_t> shape_values;
};

/// Tensors that training changes, by the name of their initializer. They outlive the plan.
using Trained = std::unordered_map<std::string, const at::Tensor*>;

/// kInvalidModel where an operator is not known or not used as ONNX says; the message names node,
/// operator and opset. `graph` is normalised and fused; `initializers` are those of the model.
Result<Plan> compile_plan(const onnx::Graph& graph,
                          const std::vector<onnx::TensorData>& initializers, std::int64_t opset,
                          const Trained& trained, const NetworkOptions& options);

/// "node 'name' (Conv, opset 13): what".
Error node_error(const onnx::Node& node, std::int64_t opset, std::string_view what);

/// Runs the plan's steps. `shapes`: the values of `shape_values` for this input's shape, or empty;
/// then they are computed, and put there. `step` is the index of the step that runs, for the message
/// of an exception. Throws c10::Error.
std::vector<at::Tensor> run_plan(const Plan& plan, const at::Tensor& input, Run run,
                                 std::vector<at::Tensor>& shapes, std::size_t& step);

}  // namespace ocelli::exec
