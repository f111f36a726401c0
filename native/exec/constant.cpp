#include "exec/axes.h"
#include "exec/element_type.h"
#include "exec/registry.h"
#include "exec/tensor_data.h"

namespace ocelli::exec {
namespace {

Kernel build_shape(NodeView& view) {
  view.expect_inputs(1, 1);
  const std::int64_t start = view.integer("start", 0);
  const std::int64_t end = view.integer("end", INT64_MAX);
  return [start, end](const Call& call) {
    const at::IntArrayRef sizes = call.in(0).sizes();
    return at::slice(at::tensor(sizes, at::kLong), 0, start, end);
  };
}

Kernel build_size(NodeView& view) {
  view.expect_inputs(1, 1);
  return [](const Call& call) { return at::scalar_tensor(call.in(0).numel(), at::kLong); };
}

Kernel build_constant_of_shape(NodeView& view) {
  view.expect_inputs(1, 1);
  at::Tensor fill = at::zeros({}, view.type());
  if (const onnx::Attribute* value = view.node().find("value")) {
    const auto* tensor = std::get_if<onnx::TensorData>(&value->value);
    std::optional<at::Tensor> given;
    if (tensor != nullptr) given = to_tensor(*tensor, view.type());
    if (given && given->numel() == 1) {
      fill = given->reshape({});
    } else {
      view.fail("attribute value: expected a tensor of one element");
    }
  }
  return [fill](const Call& call) {
    const Ints shape = call.ints(0);
    check_size(shape);
    return at::full(shape, fill.item(), fill.options().device(call.device()));
  };
}

Kernel build_range(NodeView& view) {
  view.expect_inputs(3, 3);
  return [](const Call& call) {
    const at::Tensor start = call.in(0);
    const at::Scalar from = start.item();
    const at::Scalar to = call.in(1).item();
    const at::Scalar by = call.in(2).item();
    TORCH_CHECK(by.toDouble() != 0, "a step of 0");
    const double count = (to.toDouble() - from.toDouble()) / by.toDouble();
    if (count <= 0) return at::empty({0}, start.options().device(call.device()));
    check_size({static_cast<std::int64_t>(std::min(count, 1e18))});
    return at::arange(from, to, by, start.options().device(call.device()));
  };
}

Kernel build_trilu(NodeView& view) {
  view.expect_inputs(1, 2);
  const bool upper = view.integer("upper", 1) != 0;
  return [upper](const Call& call) {
    const std::int64_t diagonal = call.has(1) ? call.ints(1)[0] : 0;
    return upper ? at::triu(call.in(0), diagonal) : at::tril(call.in(0), diagonal);
  };
}

Kernel build_eye_like(NodeView& view) {
  view.expect_inputs(1, 1);
  const std::int64_t diagonal = view.integer("k", 0);
  const auto type = element_type(view.integer("dtype", 1), view.type()).value_or(view.type());
  return [diagonal, type](const Call& call) {
    const at::Tensor input = call.in(0);
    const at::Tensor ones = at::ones(input.sizes(), input.options().dtype(type));
    return at::tril(at::triu(ones, diagonal), diagonal);
  };
}

Kernel build_cumulative_sum(NodeView& view) {
  view.expect_inputs(2, 2);
  if (view.integer("exclusive", 0) != 0 || view.integer("reverse", 0) != 0) {
    view.fail("attributes exclusive, reverse: expected 0");
  }
  return [](const Call& call) {
    const at::Tensor input = call.in(0);
    return at::cumsum(input, call.ints(1)[0]).to(input.scalar_type());
  };
}

constexpr Operator kOperators[] = {
    {"Shape", build_shape},
    {"Size", build_size},
    {"ConstantOfShape", build_constant_of_shape, 0b1},
    {"Range", build_range, 0b111},
    {"Trilu", build_trilu, 0b10},
    {"EyeLike", build_eye_like},
    {"CumSum", build_cumulative_sum, 0b10},
};

}  // namespace

std::span<const Operator> constant_operators() { return kOperators; }

}  // namespace ocelli::exec
