#include <algorithm>

#include "exec/axes.h"
#include "exec/element_type.h"
#include "exec/registry.h"

namespace ocelli::exec {
namespace {

at::Tensor reshape(const at::Tensor& input, Ints target, bool zero_is_length) {
  for (std::size_t i = 0; i < target.size() && !zero_is_length; ++i) {
    if (target[i] == 0) target[i] = input.size(static_cast<std::int64_t>(i));
  }
  return at::reshape(input, target);
}

Kernel build_reshape(NodeView& view) {
  view.expect_inputs(2, 2);
  const bool zero_is_length = view.integer("allowzero", 0) != 0;
  const IntsArgument target(view, 1, "shape");
  return [target, zero_is_length](const Call& call) {
    return reshape(call.in(0), target.read(call), zero_is_length);
  };
}

Kernel build_flatten(NodeView& view) {
  view.expect_inputs(1, 1);
  const std::int64_t axis = view.integer("axis", 1);
  return [axis](const Call& call) {
    const at::Tensor input = call.in(0);
    const std::int64_t from = axis == input.dim() ? axis : from_front(axis, input.dim());
    const at::IntArrayRef rows = input.sizes().slice(0, static_cast<std::size_t>(from));
    const at::IntArrayRef columns = input.sizes().slice(static_cast<std::size_t>(from));
    return at::reshape(input, {c10::multiply_integers(rows), c10::multiply_integers(columns)});
  };
}

Kernel build_transpose(NodeView& view) {
  view.expect_inputs(1, 1);
  const Ints order = view.integers("perm");
  return [order](const Call& call) {
    const at::Tensor input = call.in(0);
    if (!order.empty()) return input.permute(order);
    Ints reversed;
    for (std::int64_t dim = input.dim(); dim-- > 0;) reversed.push_back(dim);
    return input.permute(reversed);
  };
}

Kernel build_squeeze(NodeView& view) {
  view.expect_inputs(1, 2);
  const IntsArgument axes(view, 1, "axes");
  return [axes](const Call& call) {
    at::Tensor result = call.in(0);
    if (!axes.given()) return result.squeeze();
    Ints dims = axes.read(call);
    for (std::int64_t& dim : dims) dim = from_front(dim, result.dim());
    std::sort(dims.begin(), dims.end(), std::greater<>());
    for (const std::int64_t dim : dims) {
      TORCH_CHECK(result.size(dim) == 1, "dimension ", dim, " has ", result.size(dim), " entries");
      result = result.squeeze(dim);
    }
    return result;
  };
}

Kernel build_unsqueeze(NodeView& view) {
  view.expect_inputs(1, 2);
  const IntsArgument axes(view, 1, "axes");
  if (!axes.given()) view.fail("expected axes");
  return [axes](const Call& call) {
    at::Tensor result = call.in(0);
    Ints dims = axes.read(call);
    const std::int64_t rank = result.dim() + static_cast<std::int64_t>(dims.size());
    for (std::int64_t& dim : dims) dim = from_front(dim, rank);
    std::sort(dims.begin(), dims.end());
    for (const std::int64_t dim : dims) result = result.unsqueeze(dim);
    return result;
  };
}

Kernel build_concat(NodeView& view) {
  view.expect_inputs(1, SIZE_MAX);
  const std::int64_t axis = view.integer("axis", 0);
  return [axis](const Call& call) {
    std::vector<at::Tensor> parts;
    parts.reserve(call.input_count());
    for (std::size_t i = 0; i < call.input_count(); ++i) parts.push_back(call.in(i));
    return at::cat(parts, axis);
  };
}

// Without sizes: as many parts as outputs, of equal length but for the last.
Ints equal_parts(std::int64_t length, std::int64_t count) {
  const std::int64_t each = (length + count - 1) / count;
  Ints sizes(static_cast<std::size_t>(count), each);
  sizes.back() = length - each * (count - 1);
  return sizes;
}

Kernel build_split(NodeView& view) {
  view.expect_inputs(1, 2);
  const std::int64_t axis = view.integer("axis", 0);
  const IntsArgument sizes(view, 1, "split");
  const auto count = static_cast<std::int64_t>(view.node().outputs.size());
  return [axis, sizes, count](const Call& call) {
    const at::Tensor input = call.in(0);
    const Ints lengths = sizes.given() ? sizes.read(call) : equal_parts(input.size(axis), count);
    const std::vector<at::Tensor> parts = at::split_with_sizes(input, lengths, axis);
    TORCH_CHECK(static_cast<std::int64_t>(parts.size()) == count, "expected ", count, " parts");
    for (std::size_t i = 1; i < parts.size(); ++i) call.set(i, parts[i]);
    return parts[0];
  };
}

// Both are broadcast: a target's 1 keeps the input's length.
Kernel build_expand(NodeView& view) {
  view.expect_inputs(2, 2);
  const IntsArgument target(view, 1, "shape");
  return [target](const Call& call) {
    const at::Tensor input = call.in(0);
    const std::vector<std::int64_t> shape = at::infer_size(input.sizes(), target.read(call));
    check_size(shape);
    return input.expand(shape);
  };
}

Kernel build_tile(NodeView& view) {
  view.expect_inputs(2, 2);
  const IntsArgument repeats(view, 1, "repeats");
  return [repeats](const Call& call) {
    const at::Tensor input = call.in(0);
    const Ints times = repeats.read(call);
    TORCH_CHECK(static_cast<std::int64_t>(times.size()) == input.dim(), "expected ", input.dim(),
                " repeats");
    Ints shape(input.sizes().begin(), input.sizes().end());
    for (std::size_t i = 0; i < times.size(); ++i) shape[i] *= times[i];
    check_size(shape);
    return input.repeat(times);
  };
}

Kernel build_cast(NodeView& view) {
  view.expect_inputs(1, 1);
  const std::int64_t to = view.integer("to", 0);
  const auto type = element_type(to, view.type());
  if (!type) view.fail("attribute to: type " + std::to_string(to) + " is not supported");
  return [type = type.value_or(at::kFloat)](const Call& call) { return call.in(0).to(type); };
}

Kernel build_cast_like(NodeView& view) {
  view.expect_inputs(2, 2);
  return [](const Call& call) { return call.in(0).to(call.in(1).scalar_type()); };
}

Kernel build_depth_to_space(NodeView& view) {
  view.expect_inputs(1, 1);
  const std::int64_t block = view.integer("blocksize", 0);
  if (block < 1) view.fail("attribute blocksize: expected a positive integer");
  if (view.text("mode", "DCR") == "CRD") {
    return [block](const Call& call) { return at::pixel_shuffle(call.in(0), block); };
  }
  return [block](const Call& call) {
    const at::Tensor x = call.in(0);
    const std::int64_t depth = x.size(1) / (block * block);
    return x.reshape({x.size(0), block, block, depth, x.size(2), x.size(3)})
        .permute({0, 3, 4, 1, 5, 2})
        .reshape({x.size(0), depth, x.size(2) * block, x.size(3) * block});
  };
}

Kernel build_space_to_depth(NodeView& view) {
  view.expect_inputs(1, 1);
  const std::int64_t block = view.integer("blocksize", 0);
  if (block < 1) view.fail("attribute blocksize: expected a positive integer");
  return [block](const Call& call) {
    const at::Tensor x = call.in(0);
    return x.reshape({x.size(0), x.size(1), x.size(2) / block, block, x.size(3) / block, block})
        .permute({0, 3, 5, 1, 2, 4})
        .reshape({x.size(0), x.size(1) * block * block, x.size(2) / block, x.size(3) / block});
  };
}

constexpr Operator kOperators[] = {
    {"Reshape", build_reshape, 0b10},
    {"Flatten", build_flatten},
    {"Transpose", build_transpose},
    {"Squeeze", build_squeeze, 0b10},
    {"Unsqueeze", build_unsqueeze, 0b10},
    {"Concat", build_concat, 0, Memory::kFresh},
    {"Split", build_split, 0b10},
    {"Expand", build_expand, 0b10},
    {"Tile", build_tile, 0b10},
    {"Cast", build_cast},
    {"CastLike", build_cast_like},
    {"DepthToSpace", build_depth_to_space},
    {"SpaceToDepth", build_space_to_depth},
};

}  // namespace

std::span<const Operator> shape_operators() { return kOperators; }

}  // namespace ocelli::exec
