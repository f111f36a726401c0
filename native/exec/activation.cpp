#include <cmath>
#include <limits>
#include <optional>

#include "exec/registry.h"

namespace ocelli::exec {
namespace {

Kernel build_relu(NodeView& view) {
  view.expect_inputs(1, 1);
  return [](const Call& call) {
    at::Tensor input = call.in(0);
    return call.may_overwrite(0) ? at::relu_(input) : at::relu(input);
  };
}

at::Tensor clip(const Call& call, double low, double high) {
  at::Tensor input = call.in(0);
  if (!input.is_floating_point()) {
    const auto bound = [](double value) -> c10::optional<at::Scalar> {
      if (std::isinf(value)) return c10::nullopt;
      return at::Scalar(static_cast<std::int64_t>(value));
    };
    if (std::isinf(low) && std::isinf(high)) return input;
    return at::clamp(input, bound(low), bound(high));
  }
  // A rectifier's gradient at its corner is 0, as ReLU's and ReLU6's in PyTorch.
  if (low == 0 && std::isinf(high)) {
    return call.may_overwrite(0) ? at::relu_(input) : at::relu(input);
  }
  return call.may_overwrite_in_inference(0) ? at::hardtanh_(input, low, high)
                                            : at::hardtanh(input, low, high);
}

Kernel build_clip(NodeView& view) {
  view.expect_inputs(1, 3);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto known = [&](std::size_t input, double fallback) -> std::optional<double> {
    return view.has(input) ? view.scalar(input) : fallback;
  };
  const std::optional<double> low = known(1, -kInfinity);
  const std::optional<double> high = known(2, kInfinity);
  if (low && high)
    return [low = *low, high = *high](const Call& call) { return clip(call, low, high); };
  return [](const Call& call) {
    const double lowest = call.has(1) ? call.doubles(1).at(0) : -kInfinity;
    return clip(call, lowest, call.has(2) ? call.doubles(2).at(0) : kInfinity);
  };
}

Kernel build_leaky_relu(NodeView& view) {
  view.expect_inputs(1, 1);
  const double alpha = view.number("alpha", 0.01);
  return [alpha](const Call& call) { return at::leaky_relu(call.in(0), alpha); };
}

Kernel build_prelu(NodeView& view) {
  view.expect_inputs(2, 2);
  return [](const Call& call) {
    const at::Tensor input = call.in(0);
    const at::Tensor slope = call.in(1);
    const std::int64_t channels = input.dim() > 1 ? input.size(1) : 1;
    const bool by_channel =
        slope.numel() == channels && (slope.dim() + 1 == input.dim() && slope.size(0) == channels);
    if (slope.numel() == 1 || by_channel) return at::prelu(input, slope.flatten());
    return at::where(input > 0, input, input * slope);
  };
}

// alpha · (eˣ − 1) below zero; with `scale` in front of all: SELU.
Kernel build_elu(NodeView& view) {
  view.expect_inputs(1, 1);
  const double alpha = view.number("alpha", 1);
  return [alpha](const Call& call) { return at::elu(call.in(0), alpha); };
}

Kernel build_selu(NodeView& view) {
  view.expect_inputs(1, 1);
  const double alpha = view.number("alpha", 1.67326319217681884765625);
  const double gamma = view.number("gamma", 1.05070102214813232421875);
  return [alpha, gamma](const Call& call) { return at::elu(call.in(0), alpha, gamma); };
}

Kernel build_celu(NodeView& view) {
  view.expect_inputs(1, 1);
  const double alpha = view.number("alpha", 1);
  return [alpha](const Call& call) { return at::celu(call.in(0), alpha); };
}

Kernel build_thresholded_relu(NodeView& view) {
  view.expect_inputs(1, 1);
  const double alpha = view.number("alpha", 1);
  return [alpha](const Call& call) { return at::threshold(call.in(0), alpha, 0); };
}

Kernel build_hard_sigmoid(NodeView& view) {
  view.expect_inputs(1, 1);
  const double alpha = view.number("alpha", 0.2);
  const double beta = view.number("beta", 0.5);
  if (std::abs(alpha - 1.0 / 6) < 1e-6 && beta == 0.5) {
    return [](const Call& call) {
      at::Tensor input = call.in(0);
      return call.may_overwrite_in_inference(0) ? at::hardsigmoid_(input) : at::hardsigmoid(input);
    };
  }
  return [alpha, beta](const Call& call) { return at::hardtanh(call.in(0) * alpha + beta, 0, 1); };
}

using Unary = at::Tensor (*)(const at::Tensor&);
using UnaryInPlace = at::Tensor& (*)(at::Tensor&);

// `kOverwrite` is used where nobody reads the input, the backward pass included.
template <Unary kCompute, UnaryInPlace kOverwrite, bool kReadsInputBackward>
Kernel build_unary(NodeView& view) {
  view.expect_inputs(1, 1);
  return [](const Call& call) {
    at::Tensor input = call.in(0);
    const bool overwrite =
        kReadsInputBackward ? call.may_overwrite_in_inference(0) : call.may_overwrite(0);
    return overwrite ? at::Tensor(kOverwrite(input)) : kCompute(input);
  };
}

Kernel build_gelu(NodeView& view) {
  view.expect_inputs(1, 1);
  const std::string approximate = view.text("approximate", "none");
  if (approximate != "none" && approximate != "tanh") {
    view.fail("attribute approximate: expected none or tanh, came " + approximate);
  }
  return [approximate](const Call& call) {
    at::Tensor input = call.in(0);
    return call.may_overwrite_in_inference(0) ? at::gelu_(input, approximate)
                                              : at::gelu(input, approximate);
  };
}

Kernel build_softplus(NodeView& view) {
  view.expect_inputs(1, 1);
  return [](const Call& call) { return at::softplus(call.in(0)); };
}

Kernel build_softsign(NodeView& view) {
  view.expect_inputs(1, 1);
  return [](const Call& call) {
    const at::Tensor input = call.in(0);
    return input / (at::abs(input) + 1);
  };
}

// Before opset 13 the dimensions from `axis` on are taken together.
template <bool kLogarithm>
Kernel build_softmax(NodeView& view) {
  view.expect_inputs(1, 1);
  const bool flattens = view.opset() < 13;
  const std::int64_t axis = view.integer("axis", flattens ? 1 : -1);
  const auto compute = [](const at::Tensor& input, std::int64_t dim) {
    return kLogarithm ? at::log_softmax(input, dim) : at::softmax(input, dim);
  };
  return [flattens, axis, compute](const Call& call) {
    const at::Tensor input = call.in(0);
    const std::int64_t from = axis < 0 ? axis + input.dim() : axis;
    if (!flattens || from == input.dim() - 1) return compute(input, axis);
    return compute(input.flatten(from), from).reshape(input.sizes());
  };
}

Kernel build_dropout(NodeView& view) {
  view.expect_inputs(1, 3);
  double ratio = view.number("ratio", 0.5);
  if (view.has(1)) ratio = view.scalar(1).value_or(0.5);
  if (view.node().outputs.size() > 1 && !view.node().outputs[1].empty()) {
    view.fail("the output of a mask is not supported");
  }
  return [ratio](const Call& call) { return at::dropout(call.in(0), ratio, call.training()); };
}

constexpr Operator kOperators[] = {
    {"Relu", build_relu, 0, Memory::kRemembered},
    {"Clip", build_clip, 0b110},
    {"LeakyRelu", build_leaky_relu},
    {"PRelu", build_prelu},
    {"Elu", build_elu},
    {"Selu", build_selu},
    {"Celu", build_celu},
    {"ThresholdedRelu", build_thresholded_relu},
    {"HardSigmoid", build_hard_sigmoid},
    {"HardSwish", build_unary<at::hardswish, at::hardswish_, true>},
    {"Sigmoid", build_unary<at::sigmoid, at::sigmoid_, false>, 0, Memory::kRemembered},
    {"Tanh", build_unary<at::tanh, at::tanh_, false>, 0, Memory::kRemembered},
    {"Silu", build_unary<at::silu, at::silu_, true>},
    {"Mish", build_unary<at::mish, at::mish_, true>},
    {"Gelu", build_gelu},
    {"Softplus", build_softplus},
    {"Softsign", build_softsign},
    {"Softmax", build_softmax<false>, 0, Memory::kRemembered},
    {"LogSoftmax", build_softmax<true>, 0, Memory::kRemembered},
    {"Dropout", build_dropout, 0b110},
};

}  // namespace

std::span<const Operator> activation_operators() { return kOperators; }

}  // namespace ocelli::exec
