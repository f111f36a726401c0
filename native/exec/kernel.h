#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "exec/network.h"

namespace ocelli::exec {

/// Lengths, axes, indices: what shapes are computed with. Seldom more than six.
using Ints = c10::SmallVector<std::int64_t, 6>;

/// One node, compiled.
struct Step;

/// The state of one forward pass: values live in slots, numbered when the plan is compiled.
struct Run {
  Mode mode = Mode::kEvaluate;
  bool freeze_statistics = false;
  const std::function<at::Tensor(const at::Tensor&)>* sum_over_ranks = nullptr;  ///< null: one rank
  at::Device device = at::kCPU;
  /// Constants and parameters: slots from 0; they outlive the run.
  const std::vector<const at::Tensor*>* constants = nullptr;
  /// The values that the run makes: slots from constants->size().
  std::vector<at::Tensor> values;

  [[nodiscard]] const at::Tensor& slot(std::int32_t index) const {
    const auto at = static_cast<std::size_t>(index);
    return at < constants->size() ? *(*constants)[at] : values[at - constants->size()];
  }
};

/// A run as one step's kernel sees it.
class Call {
 public:
  Call(Run& run, const Step& step) : run_(run), step_(step) {}

  [[nodiscard]] std::size_t input_count() const;
  [[nodiscard]] bool has(std::size_t input) const;
  /// The input's value. It is there, as the builder has checked.
  [[nodiscard]] const at::Tensor& in(std::size_t input) const;
  /// The input's value, or an undefined tensor where it was left out.
  [[nodiscard]] at::Tensor optional(std::size_t input) const;
  /// The elements of an integer input that lives on the host.
  [[nodiscard]] Ints ints(std::size_t input) const;
  /// The elements of an input of floats that lives on the host.
  [[nodiscard]] std::vector<double> doubles(std::size_t input) const;
  /// Whether the kernel may write its result over the input: nobody else reads it, neither later
  /// in the graph nor in the backward pass.
  [[nodiscard]] bool may_overwrite(std::size_t input) const;
  /// The same for kernels whose backward pass reads their input: only when none is to come.
  [[nodiscard]] bool may_overwrite_in_inference(std::size_t input) const {
    return !at::GradMode::is_enabled() && may_overwrite(input);
  }

  [[nodiscard]] bool training() const { return run_.mode == Mode::kTrain; }
  /// Sums over the ranks that train together; null where there is one.
  [[nodiscard]] const std::function<at::Tensor(const at::Tensor&)>* sum_over_ranks() const {
    return run_.sum_over_ranks;
  }
  [[nodiscard]] bool freezes_statistics() const { return run_.freeze_statistics; }
  /// Where the step's results belong.
  [[nodiscard]] at::Device device() const;
  /// Whether output `index` is read by anyone.
  [[nodiscard]] bool wants(std::size_t index) const;
  /// Sets an output other than the first, which the kernel returns.
  void set(std::size_t index, at::Tensor value) const;

 private:
  Run& run_;
  const Step& step_;
};

/// Computes a step's first output; sets the others through the call. Throws c10::Error.
using Kernel = std::function<at::Tensor(const Call&)>;

struct Step {
  static constexpr std::int32_t kAbsent = -1;

  Kernel kernel;
  std::vector<std::int32_t> inputs;   ///< slots, or kAbsent
  std::vector<std::int32_t> outputs;  ///< slots, or kAbsent where nobody reads
  std::vector<std::int32_t> freed;    ///< slots that no later step reads
  /// Depends on the input's shape alone: computed on the host, once for each shape.
  bool host = false;
  /// Inputs (one bit each) that may be overwritten with and without a backward pass to come.
  std::uint32_t overwrites_in_training = 0;
  std::uint32_t overwrites_in_inference = 0;
  std::size_t node = 0;  ///< of the plan's graph, for messages
};

}  // namespace ocelli::exec
