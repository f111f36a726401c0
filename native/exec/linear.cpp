#include "exec/registry.h"

namespace ocelli::exec {
namespace {

Kernel build_gemm(NodeView& view) {
  view.expect_inputs(2, 3);
  const double alpha = view.number("alpha", 1);
  const double beta = view.number("beta", 1);
  const bool turn_a = view.integer("transA", 0) != 0;
  const bool turn_b = view.integer("transB", 0) != 0;
  return [alpha, beta, turn_a, turn_b](const Call& call) {
    const at::Tensor a = turn_a ? call.in(0).t() : call.in(0);
    const at::Tensor b = turn_b ? call.in(1).t() : call.in(1);
    if (call.has(2)) return at::addmm(call.in(2), a, b, beta, alpha);
    const at::Tensor product = at::mm(a, b);
    return alpha == 1 ? product : product * alpha;
  };
}

Kernel build_matmul(NodeView& view) {
  view.expect_inputs(2, 2);
  return [](const Call& call) { return at::matmul(call.in(0), call.in(1)); };
}

// The fused form of MatMul and Add: a weight of inputs × outputs, and a bias of outputs.
Kernel build_linear(NodeView& view) {
  view.expect_inputs(3, 3);
  return [](const Call& call) { return at::linear(call.in(0), call.in(1).t(), call.in(2)); };
}

Kernel build_einsum(NodeView& view) {
  view.expect_inputs(1, SIZE_MAX);
  const std::string equation = view.text("equation", "");
  if (equation.empty()) view.fail("attribute equation: expected a text");
  return [equation](const Call& call) {
    std::vector<at::Tensor> operands;
    for (std::size_t i = 0; i < call.input_count(); ++i) operands.push_back(call.in(i));
    return at::einsum(equation, operands);
  };
}

constexpr Operator kOperators[] = {
    {"Gemm", build_gemm, 0, Memory::kFresh},
    {"MatMul", build_matmul, 0, Memory::kFresh},
    {"Linear", build_linear, 0, Memory::kFresh},
    {"Einsum", build_einsum},
};

}  // namespace

std::span<const Operator> linear_operators() { return kOperators; }

}  // namespace ocelli::exec
