#include "exec/registry.h"

namespace ocelli::exec {
namespace {

using Binary = at::Tensor (*)(const at::Tensor&, const at::Tensor&);

template <Binary kCompute>
Kernel build(NodeView& view) {
  view.expect_inputs(2, 2);
  return [](const Call& call) { return kCompute(call.in(0), call.in(1)); };
}

Kernel build_where(NodeView& view) {
  view.expect_inputs(3, 3);
  return
      [](const Call& call) { return at::where(call.in(0).to(at::kBool), call.in(1), call.in(2)); };
}

Kernel build_is_inf(NodeView& view) {
  view.expect_inputs(1, 1);
  const bool negative = view.integer("detect_negative", 1) != 0;
  const bool positive = view.integer("detect_positive", 1) != 0;
  return [negative, positive](const Call& call) {
    const at::Tensor input = call.in(0);
    if (negative && positive) return at::isinf(input);
    if (!negative && !positive) return at::zeros_like(input, at::kBool);
    return negative ? at::isneginf(input) : at::isposinf(input);
  };
}

constexpr Operator kOperators[] = {
    {"Equal", build<at::eq>},
    {"Less", build<at::lt>},
    {"LessOrEqual", build<at::le>},
    {"Greater", build<at::gt>},
    {"GreaterOrEqual", build<at::ge>},
    {"And", build<at::logical_and>},
    {"Or", build<at::logical_or>},
    {"Xor", build<at::logical_xor>},
    {"Where", build_where},
    {"IsInf", build_is_inf},
};

}  // namespace

std::span<const Operator> compare_operators() { return kOperators; }

}  // namespace ocelli::exec
