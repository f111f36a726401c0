#include "exec/axes.h"
#include "exec/registry.h"

namespace ocelli::exec {
namespace {

using Reduction = at::Tensor (*)(const at::Tensor& input, const Ints& dims, bool keep);

at::Tensor mean(const at::Tensor& input, const Ints& dims, bool keep) {
  // What PyTorch's adaptive pool to one pixel computes, keeping channels-last.
  return at::mean(input, dims, keep);
}

at::Tensor sum(const at::Tensor& input, const Ints& dims, bool keep) {
  return at::sum(input, dims, keep, input.scalar_type());
}

at::Tensor largest(const at::Tensor& input, const Ints& dims, bool keep) {
  return at::amax(input, dims, keep);
}

at::Tensor smallest(const at::Tensor& input, const Ints& dims, bool keep) {
  return at::amin(input, dims, keep);
}

at::Tensor product(const at::Tensor& input, const Ints& dims, bool keep) {
  at::Tensor result = input;
  for (const std::int64_t dim : dims) result = at::prod(result, dim, true, input.scalar_type());
  if (keep) return result;
  Ints shape;
  for (std::int64_t dim = 0; dim < input.dim(); ++dim) {
    if (std::find(dims.begin(), dims.end(), dim) == dims.end()) shape.push_back(input.size(dim));
  }
  return result.reshape(shape);
}

at::Tensor norm_1(const at::Tensor& input, const Ints& dims, bool keep) {
  return at::sum(at::abs(input), dims, keep);
}

at::Tensor norm_2(const at::Tensor& input, const Ints& dims, bool keep) {
  return at::norm(input, 2, dims, keep);
}

at::Tensor sum_of_squares(const at::Tensor& input, const Ints& dims, bool keep) {
  return at::sum(input * input, dims, keep);
}

at::Tensor log_of_sum(const at::Tensor& input, const Ints& dims, bool keep) {
  return at::log(at::sum(input, dims, keep));
}

at::Tensor log_of_sum_of_exponentials(const at::Tensor& input, const Ints& dims, bool keep) {
  return at::logsumexp(input, dims, keep);
}

template <Reduction kReduce>
Kernel build(NodeView& view) {
  view.expect_inputs(1, 2);
  const bool keep = view.integer("keepdims", 1) != 0;
  const bool none_means_none = view.integer("noop_with_empty_axes", 0) != 0;
  const IntsArgument axes(view, 1, "axes");
  return [keep, none_means_none, axes](const Call& call) {
    const at::Tensor input = call.in(0);
    Ints dims = axes.given() ? axes.read(call) : Ints();
    if (dims.empty() && none_means_none) return input;
    if (dims.empty()) {
      for (std::int64_t dim = 0; dim < input.dim(); ++dim) dims.push_back(dim);
    }
    for (std::int64_t& dim : dims) dim = from_front(dim, input.dim());
    return kReduce(input, dims, keep);
  };
}

constexpr Operator kOperators[] = {
    {"ReduceMean", build<mean>, 0b10},
    {"ReduceSum", build<sum>, 0b10},
    {"ReduceMax", build<largest>, 0b10},
    {"ReduceMin", build<smallest>, 0b10},
    {"ReduceProd", build<product>, 0b10},
    {"ReduceL1", build<norm_1>, 0b10},
    {"ReduceL2", build<norm_2>, 0b10},
    {"ReduceSumSquare", build<sum_of_squares>, 0b10},
    {"ReduceLogSum", build<log_of_sum>, 0b10},
    {"ReduceLogSumExp", build<log_of_sum_of_exponentials>, 0b10},
};

}  // namespace

std::span<const Operator> reduce_operators() { return kOperators; }

}  // namespace ocelli::exec
