#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "graph/normalize_roles.h"
#include "onnx/model.h"
#include "result.h"

namespace ocelli::exec {

using Role = graph::Role;

/// A trainable tensor: a leaf of autograd, float32, in the layout in which the executor uses it.
struct Parameter {
  std::string name;  ///< of the initializer that it came from
  Role role = Role::kOther;
  int depth =
      0;  ///< of the first node that uses it, counted in nodes with parameters from the input
  at::Tensor value;
};

/// A tensor that training changes without a gradient: running mean and variance of a batch norm.
struct Buffer {
  std::string name;
  at::Tensor value;
};

enum class Mode {
  kEvaluate,  ///< dropout off, running statistics used
  kTrain,     ///< dropout on, batch statistics used and running ones updated
};

struct NetworkOptions {
  at::Device device = at::kCPU;
  /// Convolutions in channels-last, through oneDNN on CPU: 1.6 times faster where they dominate.
  bool channels_last = true;
  /// In kTrain, batch norm keeps its running statistics and uses them (for fine-tuning on few photos).
  bool freeze_batch_norm_statistics = false;
  /// Floats are computed in it: at::kDouble lets tests check gradients by differences.
  at::ScalarType type = at::kFloat;
  /// In kTrain, batch norm takes its statistics over the batches of all ranks: this sums a tensor over
  /// them, with its gradient. Empty: each by itself.
  std::function<at::Tensor(const at::Tensor&)> sum_over_ranks = {};
};

/// An ONNX graph that runs forward and, through autograd, backward.
class Network {
 public:
  /// Normalises the graph and compiles it into a plan. kInvalidModel where an operator is not known
  /// (the message names node, operator and opset) or the graph cannot be trained as it is.
  static Result<Network> compile(const onnx::Model& model, const NetworkOptions& options);

  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;
  ~Network();

  /// The graph's outputs, in its order, for float32 input of N × C × H × W (or the graph's own
  /// layout). Under `at::GradMode` the result carries gradients. A failure inside ATen becomes
  /// kInvalidModel or kInvalidArgument naming the node.
  Result<std::vector<at::Tensor>> forward(const at::Tensor& input, Mode mode);

  [[nodiscard]] std::vector<Parameter>& parameters();
  [[nodiscard]] std::vector<Buffer>& buffers();

  /// Writes the parameters and buffers back into a copy of the model that was compiled, ready for
  /// inference: training leftovers are stripped, names and opset stay.
  [[nodiscard]] onnx::Model model() const;

  /// Convolutions with biases and no normalisation: the exporter folded batch norm into them. Such a
  /// network keeps what it learnt only under a low learning rate, or with its backbone frozen.
  [[nodiscard]] bool batch_norm_folded() const;

  /// Set where the file fixed its batch size, and the graph was rewritten to take any: compiling has
  /// tried that two inputs together give what each gives alone.
  [[nodiscard]] std::optional<std::int64_t> fixed_batch() const;

  /// What the options' `freeze_batch_norm_statistics` says, changed between runs.
  void freeze_batch_norm_statistics(bool freeze);

 private:
  class Impl;
  explicit Network(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ocelli::exec
