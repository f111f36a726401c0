#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <ATen/ATen.h>

namespace ocelli::train {

enum class OptimizerKind { kSgd, kAdam, kAdamW, kMuon };

/// The update rule; names and defaults are PyTorch's, and so are the results, to rounding.
struct OptimizerSpec {
  OptimizerKind kind = OptimizerKind::kAdamW;
  double momentum = 0.9;  ///< SGD; 0: none
  bool nesterov = true;   ///< SGD
  double beta1 = 0.9;     ///< Adam: decay of the mean gradient
  double beta2 = 0.999;   ///< Adam: decay of the mean squared gradient
  double epsilon = 1e-8;  ///< Adam
  double muon_momentum = 0.95;
  /// Muon: before each update a kernel is scaled to a norm of √outputs, where a batch norm behind it
  /// makes its scale irrelevant.
  bool fixed_norms = false;
};

/// Tensors that are updated alike.
struct ParameterGroup {
  std::vector<std::string> names;  ///< one a tensor, unique over all groups
  std::vector<at::Tensor> values;  ///< leaves of autograd
  double rate_scale = 1.0;         ///< times the step's learning rate
  double weight_decay = 0.0;       ///< decoupled for AdamW and Muon, else added to the gradient
  bool orthogonal = false;         ///< under kMuon: updated by it, and not by SGD
};

/// Stochastic gradient descent (Nesterov, 1983), Adam (Kingma and Ba, 2015) or AdamW (Loshchilov and
/// Hutter, 2019), on ATen's foreach kernels; or Muon (Jordan et al., 2024): the momentum of a matrix,
/// or of a kernel as outputs × rest, is brought near the closest orthogonal one, and the rest learns by
/// SGD. A tensor without a gradient is left as it is.
class Optimizer {
 public:
  Optimizer(const OptimizerSpec& spec, std::vector<ParameterGroup> groups);

  /// One update at this learning rate.
  void step(double learning_rate);
  void zero_gradients();
  /// Scales all gradients so that their joint L2 norm is at most `max_norm`; the norm before.
  double clip_gradients(double max_norm);

  /// Moments by name ("momentum.NAME", …) and the number of steps, for a checkpoint. The tensors are
  /// the optimiser's own.
  [[nodiscard]] std::map<std::string, at::Tensor> state() const;
  [[nodiscard]] std::int64_t steps() const { return steps_; }
  /// Takes over what `state` gave; what is missing there stays zero.
  void restore(const std::map<std::string, at::Tensor>& state, std::int64_t steps);

 private:
  struct GroupState {
    ParameterGroup group;
    std::vector<at::Tensor> first;   // momentum, or the mean gradient
    std::vector<at::Tensor> second;  // mean squared gradient
  };
  struct Active;

  static Active with_gradients(GroupState& state);
  void step_sgd(Active& active, double rate, double weight_decay) const;
  void step_adam(Active& active, double rate, double weight_decay) const;
  void step_muon(Active& active, double rate, double weight_decay) const;

  OptimizerSpec spec_;
  std::vector<GroupState> groups_;
  std::int64_t steps_ = 0;
};

}  // namespace ocelli::train
