#include <cmath>
#include <optional>

#include "exec/registry.h"

namespace ocelli::exec {
namespace {

using Binary = at::Tensor (*)(const at::Tensor&, const at::Tensor&);
using WithNumber = at::Tensor (*)(const at::Tensor&, const at::Scalar&);

// A number of no more dimensions than the tensor does not change its shape.
bool leaves_shape(const at::Tensor& tensor, std::int64_t number_rank) {
  return number_rank <= tensor.dim();
}

/// A binary operator in its forms for two tensors, and for a constant number right or left (null:
/// there is none).
struct Forms {
  Binary tensors;
  WithNumber right;
  WithNumber left;
};

Kernel bind(NodeView& view, Forms forms) {
  view.expect_inputs(2, 2);
  for (const std::size_t side : {1U, 0U}) {
    const WithNumber shortened = side == 1 ? forms.right : forms.left;
    const std::optional<at::Scalar> number = view.typed_scalar(side);
    if (!number || shortened == nullptr) continue;
    const std::int64_t rank = view.constant(side)->dim();
    return [number = *number, rank, side, shortened, forms](const Call& call) {
      const at::Tensor& other = call.in(1 - side);
      if (leaves_shape(other, rank)) return shortened(other, number);
      return forms.tensors(call.in(0), call.in(1));
    };
  }
  return [forms](const Call& call) { return forms.tensors(call.in(0), call.in(1)); };
}

at::Tensor add(const at::Tensor& a, const at::Tensor& b) { return at::add(a, b); }
at::Tensor add_number(const at::Tensor& a, const at::Scalar& b) { return at::add(a, b); }
at::Tensor subtract(const at::Tensor& a, const at::Tensor& b) { return at::sub(a, b); }
at::Tensor subtract_number(const at::Tensor& a, const at::Scalar& b) { return at::sub(a, b); }
at::Tensor subtract_from(const at::Tensor& a, const at::Scalar& b) { return at::rsub(a, b); }
at::Tensor multiply(const at::Tensor& a, const at::Tensor& b) { return at::mul(a, b); }
at::Tensor multiply_number(const at::Tensor& a, const at::Scalar& b) { return at::mul(a, b); }

bool integral(const at::Tensor& a) { return at::isIntegralType(a.scalar_type(), false); }

// ONNX divides integers as C++ does.
at::Tensor divide(const at::Tensor& a, const at::Tensor& b) {
  return integral(a) && integral(b) ? at::div(a, b, "trunc") : at::div(a, b);
}
at::Tensor divide_number(const at::Tensor& a, const at::Scalar& b) {
  return integral(a) ? at::div(a, b, "trunc") : at::div(a, b);
}

// The result has the base's type.
at::Tensor power(const at::Tensor& a, const at::Tensor& b) {
  return at::pow(a, b).to(a.scalar_type());
}
at::Tensor power_number(const at::Tensor& a, const at::Scalar& b) {
  if (!integral(a) || b.isIntegral(false)) return at::pow(a, b);
  return at::pow(a.to(at::kDouble), b).to(a.scalar_type());
}

// Residual sums write over a summand that nobody reads any more.
at::Tensor add_in_place(const Call& call) {
  at::Tensor a = call.in(0);
  at::Tensor b = call.in(1);
  const auto same = [&] { return a.sizes() == b.sizes() && a.scalar_type() == b.scalar_type(); };
  if (call.may_overwrite(0) && same()) return a.add_(b);
  if (call.may_overwrite(1) && same()) return b.add_(a);
  return at::add(a, b);
}

Kernel build_add(NodeView& view) {
  if (view.typed_scalar(0) || view.typed_scalar(1)) {
    return bind(view, {add, add_number, add_number});
  }
  view.expect_inputs(2, 2);
  return add_in_place;
}

at::Tensor multiply_in_place(const Call& call) {
  at::Tensor a = call.in(0);
  const at::Tensor b = call.in(1);
  const bool fits = b.dim() <= a.dim() && a.scalar_type() == b.scalar_type() &&
                    a.numel() >= b.numel() && at::infer_size(a.sizes(), b.sizes()) == a.sizes();
  if (fits && call.may_overwrite_in_inference(0)) return a.mul_(b);
  return at::mul(a, b);
}

Kernel build_multiply(NodeView& view) {
  if (view.typed_scalar(0) || view.typed_scalar(1)) {
    return bind(view, {multiply, multiply_number, multiply_number});
  }
  view.expect_inputs(2, 2);
  return multiply_in_place;
}

Kernel build_subtract(NodeView& view) {
  return bind(view, {subtract, subtract_number, subtract_from});
}

Kernel build_divide(NodeView& view) { return bind(view, {divide, divide_number, nullptr}); }

Kernel build_power(NodeView& view) { return bind(view, {power, power_number, nullptr}); }

Kernel build_modulo(NodeView& view) {
  view.expect_inputs(2, 2);
  if (view.integer("fmod", 0) != 0) {
    return [](const Call& call) { return at::fmod(call.in(0), call.in(1)); };
  }
  return [](const Call& call) { return at::remainder(call.in(0), call.in(1)); };
}

/// Any number of inputs, folded from the left.
template <Binary kCombine>
Kernel build_variadic(NodeView& view) {
  view.expect_inputs(1, SIZE_MAX);
  return [](const Call& call) {
    at::Tensor result = call.in(0);
    for (std::size_t i = 1; i < call.input_count(); ++i) result = kCombine(result, call.in(i));
    return result;
  };
}

Kernel build_mean(NodeView& view) {
  const Kernel sum = build_variadic<add>(view);
  return [sum](const Call& call) { return sum(call) / static_cast<double>(call.input_count()); };
}

at::Tensor minimum(const at::Tensor& a, const at::Tensor& b) { return at::minimum(a, b); }
at::Tensor maximum(const at::Tensor& a, const at::Tensor& b) { return at::maximum(a, b); }

constexpr Operator kOperators[] = {
    {"Add", build_add, 0, Memory::kFresh},
    {"Sub", build_subtract, 0, Memory::kFresh},
    {"Mul", build_multiply, 0, Memory::kFresh},
    {"Div", build_divide, 0, Memory::kFresh},
    {"Pow", build_power},
    {"Mod", build_modulo},
    {"Min", build_variadic<minimum>},
    {"Max", build_variadic<maximum>},
    {"Sum", build_variadic<add>},
    {"Mean", build_mean},
};

}  // namespace

std::span<const Operator> elementwise_operators() { return kOperators; }

}  // namespace ocelli::exec
