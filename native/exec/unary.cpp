#include "exec/registry.h"

namespace ocelli::exec {
namespace {

using Unary = at::Tensor (*)(const at::Tensor&);

template <Unary kCompute>
Kernel build(NodeView& view) {
  view.expect_inputs(1, 1);
  return [](const Call& call) { return kCompute(call.in(0)); };
}

at::Tensor identity(const at::Tensor& input) { return input; }
at::Tensor is_nan(const at::Tensor& input) { return at::isnan(input); }
at::Tensor negate(const at::Tensor& input) { return at::logical_not(input); }
// Ties go to the even number, in ONNX as in ATen.
at::Tensor round(const at::Tensor& input) { return at::round(input); }

constexpr Operator kOperators[] = {
    {"Identity", build<identity>},
    {"Abs", build<at::abs>},
    {"Neg", build<at::neg>},
    {"Exp", build<at::exp>},
    {"Log", build<at::log>},
    {"Sqrt", build<at::sqrt>},
    {"Reciprocal", build<at::reciprocal>},
    {"Erf", build<at::erf>},
    {"Sin", build<at::sin>},
    {"Cos", build<at::cos>},
    {"Tan", build<at::tan>},
    {"Atan", build<at::atan>},
    {"Ceil", build<at::ceil>},
    {"Floor", build<at::floor>},
    {"Round", build<round>},
    {"Sign", build<at::sign>},
    {"Not", build<negate>},
    {"IsNaN", build<is_nan>},
};

}  // namespace

std::span<const Operator> unary_operators() { return kOperators; }

}  // namespace ocelli::exec
