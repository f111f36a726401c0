#include "exec/registry.h"

namespace ocelli::exec {
namespace {

// Over the batches of all ranks: mean and variance from sums, which autograd follows through.
at::Tensor shared_batch_norm(const Call& call, double momentum, double epsilon) {
  const auto& sum = *call.sum_over_ranks();
  const at::Tensor input = call.in(0);
  Ints dims;
  Ints shape(static_cast<std::size_t>(input.dim()), 1);
  for (std::int64_t dim = 0; dim < input.dim(); ++dim) {
    if (dim != 1) dims.push_back(dim);
  }
  shape[1] = input.size(1);
  const double mine = static_cast<double>(input.numel()) / static_cast<double>(input.size(1));
  const at::Tensor count = sum(at::full({1}, mine, input.options()));
  const at::Tensor mean = sum(at::sum(input, dims)) / count;
  const at::Tensor centred = input - mean.reshape(shape);
  const at::Tensor variance = sum(at::sum(centred * centred, dims)) / count;
  {
    const at::NoGradGuard no_gradients;
    const at::Tensor unbiased = variance * (count / (count - 1));
    at::Tensor(call.in(3)).lerp_(mean.detach(), momentum);
    at::Tensor(call.in(4)).lerp_(unbiased.detach(), momentum);
  }
  const at::Tensor scale = (call.in(1) * at::rsqrt(variance + epsilon)).reshape(shape);
  return centred * scale + call.in(2).reshape(shape);
}

// With a mean and a variance that the graph computes from a weight, to standardise it: the gradient
// goes through them.
at::Tensor computed_batch_norm(const Call& call, double epsilon) {
  const at::Tensor input = call.in(0);
  Ints shape(static_cast<std::size_t>(input.dim()), 1);
  shape[1] = input.size(1);
  const at::Tensor scale = call.in(1).flatten() * at::rsqrt(call.in(4).flatten() + epsilon);
  return (input - call.in(3).reshape(shape)) * scale.reshape(shape) + call.in(2).reshape(shape);
}

// ONNX's momentum is the part that stays; PyTorch's is the part that is new.
Kernel build_batch_norm(NodeView& view) {
  view.expect_inputs(5, 5);
  const double epsilon = view.number("epsilon", 1e-5);
  const double momentum = 1 - view.number("momentum", 0.9);
  if (view.integer("training_mode", 0) != 0) {
    // Only weight standardisation is left with it: statistics of the weight itself.
    return [epsilon](const Call& call) {
      return at::batch_norm(call.in(0), call.in(1), call.in(2), {}, {}, true, 0, epsilon, true);
    };
  }
  return [epsilon, momentum](const Call& call) {
    if (call.in(3).requires_grad()) return computed_batch_norm(call, epsilon);
    const bool train = call.training() && !call.freezes_statistics();
    if (train && call.sum_over_ranks() != nullptr)
      return shared_batch_norm(call, momentum, epsilon);
    return at::batch_norm(call.in(0), call.in(1), call.in(2), call.in(3), call.in(4), train,
                          momentum, epsilon, true);
  };
}

Kernel build_instance_norm(NodeView& view) {
  view.expect_inputs(3, 3);
  const double epsilon = view.number("epsilon", 1e-5);
  return [epsilon](const Call& call) {
    return at::instance_norm(call.in(0), call.in(1), call.in(2), {}, {}, true, 0, epsilon, true);
  };
}

// Scale and shift are one a channel from opset 21 on, one a group at opset 18.
Kernel build_group_norm(NodeView& view) {
  view.expect_inputs(3, 3);
  const double epsilon = view.number("epsilon", 1e-5);
  const std::int64_t groups = view.integer("num_groups", 1);
  return [epsilon, groups](const Call& call) {
    const at::Tensor input = call.in(0);
    at::Tensor scale = call.in(1).flatten();
    at::Tensor shift = call.in(2).flatten();
    const std::int64_t repeats = input.size(1) / std::max<std::int64_t>(scale.numel(), 1);
    if (repeats > 1) scale = at::repeat_interleave(scale, repeats);
    if (repeats > 1) shift = at::repeat_interleave(shift, repeats);
    return at::group_norm(input, groups, scale, shift, epsilon, true);
  };
}

Kernel build_layer_norm(NodeView& view) {
  view.expect_inputs(2, 3);
  const double epsilon = view.number("epsilon", 1e-5);
  const std::int64_t axis = view.integer("axis", -1);
  for (std::size_t i = 1; i < view.node().outputs.size(); ++i) {
    if (!view.node().outputs[i].empty()) view.fail("outputs of statistics are not supported");
  }
  return [epsilon, axis](const Call& call) {
    const at::Tensor input = call.in(0);
    const std::int64_t from = axis < 0 ? axis + input.dim() : axis;
    TORCH_CHECK(from >= 0 && from < input.dim(), "attribute axis: ", axis, " is out of range");
    const at::IntArrayRef shape = input.sizes().slice(static_cast<std::size_t>(from));
    at::Tensor scale = call.in(1);
    at::Tensor shift = call.optional(2);
    // ONNX lets both be broadcast; ATen wants the normalised shape.
    if (scale.sizes() != shape) scale = scale.expand(shape).contiguous();
    if (shift.defined() && shift.sizes() != shape) shift = shift.expand(shape).contiguous();
    return at::layer_norm(input, shape, scale, shift, epsilon, true);
  };
}

// y = x / sqrt(mean(x²) + ε) · scale
Kernel build_rms_norm(NodeView& view) {
  view.expect_inputs(2, 2);
  const double epsilon = view.number("epsilon", 1e-5);
  const std::int64_t axis = view.integer("axis", -1);
  return [epsilon, axis](const Call& call) {
    const at::Tensor input = call.in(0);
    Ints dims;
    for (std::int64_t dim = axis < 0 ? axis + input.dim() : axis; dim < input.dim(); ++dim) {
      dims.push_back(dim);
    }
    const at::Tensor mean_square = at::mean(input * input, dims, true);
    return input * at::rsqrt(mean_square + epsilon) * call.in(1);
  };
}

// Krizhevsky et al. 2012: x / (k + α/n · sum over n neighbouring channels of x²)^β.
Kernel build_lrn(NodeView& view) {
  view.expect_inputs(1, 1);
  const double alpha = view.number("alpha", 1e-4);
  const double beta = view.number("beta", 0.75);
  const double bias = view.number("bias", 1);
  const std::int64_t size = view.integer("size", 1);
  if (size < 1) view.fail("attribute size: expected a positive integer");
  return [alpha, beta, bias, size](const Call& call) {
    const at::Tensor input = call.in(0);
    const at::Tensor square = (input * input).flatten(2).unsqueeze(1);
    const std::int64_t before = (size - 1) / 2;
    const at::Tensor padded = at::constant_pad_nd(square, {0, 0, before, size - 1 - before}, 0);
    const at::Tensor mean =
        at::avg_pool2d(padded, {size, 1}, {1, 1}).squeeze(1).reshape(input.sizes());
    return input / at::pow(mean * alpha + bias, beta);
  };
}

Kernel build_lp_normalization(NodeView& view) {
  view.expect_inputs(1, 1);
  const std::int64_t order = view.integer("p", 2);
  const std::int64_t axis = view.integer("axis", -1);
  if (order != 1 && order != 2) view.fail("attribute p: expected 1 or 2");
  return [order, axis](const Call& call) {
    const at::Tensor input = call.in(0);
    return input / at::norm(input, order, {axis}, true);
  };
}

Kernel build_mean_variance(NodeView& view) {
  view.expect_inputs(1, 1);
  Ints axes = view.integers("axes");
  if (axes.empty()) axes = {0, 2, 3};
  return [axes](const Call& call) {
    const at::Tensor input = call.in(0);
    const at::Tensor centred = input - at::mean(input, axes, true);
    const at::Tensor deviation = at::sqrt(at::mean(centred * centred, axes, true));
    return centred / (deviation + 1e-9);
  };
}

constexpr Operator kOperators[] = {
    {"BatchNormalization", build_batch_norm, 0, Memory::kFresh},
    {"InstanceNormalization", build_instance_norm},
    {"GroupNormalization", build_group_norm},
    {"LayerNormalization", build_layer_norm, 0, Memory::kFresh},
    {"RMSNormalization", build_rms_norm},
    {"LRN", build_lrn, 0, Memory::kFresh},
    {"LpNormalization", build_lp_normalization},
    {"MeanVarianceNormalization", build_mean_variance},
};

}  // namespace

std::span<const Operator> norm_operators() { return kOperators; }

}  // namespace ocelli::exec
