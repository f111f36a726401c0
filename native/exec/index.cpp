#include <algorithm>

#include "exec/axes.h"
#include "exec/registry.h"

namespace ocelli::exec {
namespace {

at::Tensor from_the_front(const at::Tensor& indices, std::int64_t length) {
  const at::Tensor whole = indices.to(at::kLong);
  return at::where(whole < 0, whole + length, whole);
}

at::Tensor gather_rows(const at::Tensor& data, std::int64_t axis, const at::Tensor& indices) {
  // An embedding's backward pass is the quicker one.
  if (axis == 0 && data.dim() == 2 && data.is_floating_point() && indices.dim() > 0) {
    return at::embedding(data, indices);
  }
  const at::Tensor picked = at::index_select(data, axis, indices.flatten());
  Ints shape(data.sizes().begin(), data.sizes().begin() + axis);
  shape.insert(shape.end(), indices.sizes().begin(), indices.sizes().end());
  shape.insert(shape.end(), data.sizes().begin() + axis + 1, data.sizes().end());
  return picked.reshape(shape);
}

Kernel build_gather(NodeView& view) {
  view.expect_inputs(2, 2);
  const std::int64_t axis = view.integer("axis", 0);
  const at::Tensor* known = view.constant(1);
  if (known != nullptr && known->dim() == 0) {
    const std::int64_t index = known->item().toLong();
    return [axis, index](const Call& call) {
      const at::Tensor data = call.in(0);
      return data.select(from_front(axis, data.dim()), index);
    };
  }
  // A constant's sign is looked at once.
  const bool counted = known != nullptr && known->numel() > 0 &&
                       known->min().item().toLong() >= 0 && known->scalar_type() == at::kLong;
  return [axis, counted](const Call& call) {
    const at::Tensor data = call.in(0);
    const std::int64_t dim = from_front(axis, data.dim());
    const at::Tensor indices = call.in(1);
    return gather_rows(data, dim, counted ? indices : from_the_front(indices, data.size(dim)));
  };
}

Kernel build_gather_elements(NodeView& view) {
  view.expect_inputs(2, 2);
  const std::int64_t axis = view.integer("axis", 0);
  return [axis](const Call& call) {
    const at::Tensor data = call.in(0);
    const std::int64_t dim = from_front(axis, data.dim());
    return at::gather(data, dim, from_the_front(call.in(1), data.size(dim)));
  };
}

// The last dimension of `indices` counts into the first dimensions of `data`.
c10::List<c10::optional<at::Tensor>> coordinates(const at::Tensor& data,
                                                 const at::Tensor& indices) {
  const std::int64_t depth = indices.size(-1);
  TORCH_CHECK(depth <= data.dim(), "indices of ", depth, " numbers into ", data.dim(),
              " dimensions");
  c10::List<c10::optional<at::Tensor>> list;
  for (std::int64_t i = 0; i < depth; ++i) {
    list.push_back(from_the_front(indices.select(-1, i), data.size(i)));
  }
  return list;
}

Kernel build_gather_nd(NodeView& view) {
  view.expect_inputs(2, 2);
  if (view.integer("batch_dims", 0) != 0) view.fail("attribute batch_dims: expected 0");
  return [](const Call& call) {
    const at::Tensor data = call.in(0);
    return at::index(data, coordinates(data, call.in(1)));
  };
}

Kernel build_scatter_nd(NodeView& view) {
  view.expect_inputs(3, 3);
  if (view.text("reduction", "none") != "none") view.fail("attribute reduction: expected none");
  return [](const Call& call) {
    const at::Tensor data = call.in(0);
    return at::index_put(data, coordinates(data, call.in(1)), call.in(2));
  };
}

Kernel build_scatter_elements(NodeView& view) {
  view.expect_inputs(3, 3);
  if (view.text("reduction", "none") != "none") view.fail("attribute reduction: expected none");
  const std::int64_t axis = view.integer("axis", 0);
  return [axis](const Call& call) {
    const at::Tensor data = call.in(0);
    const std::int64_t dim = from_front(axis, data.dim());
    return at::scatter(data, dim, from_the_front(call.in(1), data.size(dim)), call.in(2));
  };
}

at::Tensor slice(const at::Tensor& input, std::int64_t dim, std::int64_t start, std::int64_t end,
                 std::int64_t step) {
  if (step > 0) return at::slice(input, dim, start, end, step);
  TORCH_CHECK(step < 0, "a step of 0");
  const std::int64_t length = input.size(dim);
  const std::int64_t first = std::min(start < 0 ? start + length : start, length - 1);
  const std::int64_t behind = std::max<std::int64_t>(end < 0 ? end + length : end, -1);
  const auto on_device = input.options().dtype(at::kLong);
  if (first <= behind) return at::slice(input, dim, 0, 0);
  return at::index_select(input, dim, at::arange(first, behind, step, on_device));
}

Kernel build_slice(NodeView& view) {
  view.expect_inputs(3, 5);
  const IntsArgument starts(view, 1, "starts");
  const IntsArgument ends(view, 2, "ends");
  const IntsArgument axes(view, 3, "axes");
  const IntsArgument steps(view, 4, "steps");
  return [starts, ends, axes, steps](const Call& call) {
    at::Tensor result = call.in(0);
    const Ints from = starts.read(call);
    const Ints to = ends.read(call);
    const Ints dims = axes.given() ? axes.read(call) : Ints();
    const Ints by = steps.given() ? steps.read(call) : Ints();
    TORCH_CHECK(from.size() == to.size() && (!axes.given() || dims.size() == from.size()) &&
                    (!steps.given() || by.size() == from.size()),
                "starts, ends, axes and steps of different lengths");
    for (std::size_t i = 0; i < from.size(); ++i) {
      const std::int64_t axis = axes.given() ? dims[i] : static_cast<std::int64_t>(i);
      const std::int64_t dim = from_front(axis, result.dim());
      result = slice(result, dim, from[i], to[i], steps.given() ? by[i] : 1);
    }
    return result;
  };
}

// ONNX lists all beginnings, then all ends; ATen pairs from the last dimension on.
Ints paired(const Ints& pads, const Ints& axes, std::int64_t rank) {
  TORCH_CHECK(pads.size() == 2 * axes.size(), "expected ", 2 * axes.size(), " pads, came ",
              pads.size());
  Ints result(2 * static_cast<std::size_t>(rank), 0);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto back = static_cast<std::size_t>(rank - 1 - from_front(axes[i], rank));
    result[2 * back] = pads[i];
    result[2 * back + 1] = pads[i + axes.size()];
  }
  // Reflection wants the padded dimensions only.
  while (result.size() > 2 && result.back() == 0 && result[result.size() - 2] == 0) {
    result.resize(result.size() - 2);
  }
  return result;
}

Kernel build_pad(NodeView& view) {
  view.expect_inputs(2, 4);
  std::string mode = view.text("mode", "constant");
  if (mode == "edge") mode = "replicate";
  if (mode == "wrap") mode = "circular";
  const IntsArgument pads(view, 1, "pads");
  const IntsArgument axes(view, 3, "axes");
  return [mode, pads, axes](const Call& call) {
    const at::Tensor input = call.in(0);
    Ints dims = axes.given() ? axes.read(call) : Ints();
    for (std::int64_t dim = 0; dim < input.dim() && !axes.given(); ++dim) dims.push_back(dim);
    const Ints around = paired(pads.read(call), dims, input.dim());
    if (mode != "constant") return at::pad(input, around, mode);
    const double fill = call.has(2) ? call.doubles(2).at(0) : 0;
    return at::constant_pad_nd(input, around, fill);
  };
}

template <bool kLargest>
Kernel build_arg(NodeView& view) {
  view.expect_inputs(1, 1);
  const std::int64_t axis = view.integer("axis", 0);
  const bool keep = view.integer("keepdims", 1) != 0;
  if (view.integer("select_last_index", 0) != 0) {
    view.fail("attribute select_last_index: expected 0");
  }
  return [axis, keep](const Call& call) {
    return kLargest ? at::argmax(call.in(0), axis, keep) : at::argmin(call.in(0), axis, keep);
  };
}

Kernel build_top_k(NodeView& view) {
  view.expect_inputs(2, 2);
  const std::int64_t axis = view.integer("axis", -1);
  const bool largest = view.integer("largest", 1) != 0;
  const bool sorted = view.integer("sorted", 1) != 0;
  return [axis, largest, sorted](const Call& call) {
    auto [values, indices] = at::topk(call.in(0), call.ints(1)[0], axis, largest, sorted);
    call.set(1, indices);
    return values;
  };
}

constexpr Operator kOperators[] = {
    {"Gather", build_gather},
    {"GatherElements", build_gather_elements},
    {"GatherND", build_gather_nd},
    {"ScatterND", build_scatter_nd},
    {"ScatterElements", build_scatter_elements},
    {"Slice", build_slice, 0b11110},
    {"Pad", build_pad, 0b1110},
    {"ArgMax", build_arg<true>},
    {"ArgMin", build_arg<false>},
    {"TopK", build_top_k, 0b10},
};

}  // namespace

std::span<const Operator> index_operators() { return kOperators; }

}  // namespace ocelli::exec
