#include <limits>

#include "exec/registry.h"
#include "exec/spatial.h"

namespace ocelli::exec {
namespace {

at::Tensor max_pool(const at::Tensor& input, const Window& window, const Ints& padding, bool ceil) {
  switch (window.kernel.size()) {
    case 1:
      return at::max_pool1d(input, window.kernel, window.strides, padding, window.dilations, ceil);
    case 2:
      return at::max_pool2d(input, window.kernel, window.strides, padding, window.dilations, ceil);
    default:
      return at::max_pool3d(input, window.kernel, window.strides, padding, window.dilations, ceil);
  }
}

at::Tensor average_pool(const at::Tensor& input, const Window& window, const Ints& padding,
                        bool ceil, bool include_pad, c10::optional<std::int64_t> divisor) {
  switch (window.kernel.size()) {
    case 1:
      TORCH_CHECK(!divisor, "asymmetric padding of one dimension is not supported");
      return at::avg_pool1d(input, window.kernel, window.strides, padding, ceil, include_pad);
    case 2:
      return at::avg_pool2d(input, window.kernel, window.strides, padding, ceil, include_pad,
                            divisor);
    default:
      return at::avg_pool3d(input, window.kernel, window.strides, padding, ceil, include_pad,
                            divisor);
  }
}

Window read_pool(NodeView& view) {
  view.expect_inputs(1, 1);
  Window window = read_window(view);
  if (window.kernel.empty() || window.kernel.size() > 3) {
    view.fail("attribute kernel_shape: expected one to three integers");
    window.kernel.assign(1, 1);
  }
  return window;
}

Kernel build_max_pool(NodeView& view) {
  const Window window = read_pool(view);
  const bool ceil = view.integer("ceil_mode", 0) != 0;
  if (view.node().outputs.size() > 1 && !view.node().outputs[1].empty()) {
    view.fail("the output of indices is not supported");
  }
  return [window, ceil](const Call& call) {
    const Padded padded = pad_input(call.in(0), window, window.kernel,
                                    -std::numeric_limits<double>::infinity(), true);
    return max_pool(padded.input, window, padded.padding, ceil);
  };
}

Kernel build_average_pool(NodeView& view) {
  const Window window = read_pool(view);
  const bool ceil = view.integer("ceil_mode", 0) != 0;
  const bool include_pad = view.integer("count_include_pad", 0) != 0;
  for (const std::int64_t dilation : window.dilations) {
    if (dilation != 1) view.fail("attribute dilations: expected ones");
  }
  return [window, ceil, include_pad](const Call& call) {
    const at::Tensor input = call.in(0);
    const Padded padded = pad_input(input, window, window.kernel, 0, true);
    if (!padded.copied || include_pad) {
      return average_pool(padded.input, window, padded.padding, ceil, include_pad, c10::nullopt);
    }
    // Sums over the padded input, divided by how many of its own pixels each window saw.
    Ints one_plane(input.sizes().begin(), input.sizes().end());
    one_plane[0] = one_plane[1] = 1;
    const Padded ones =
        pad_input(at::ones(one_plane, input.options()), window, window.kernel, 0, true);
    const at::Tensor counts = average_pool(ones.input, window, ones.padding, ceil, true, 1);
    return average_pool(padded.input, window, padded.padding, ceil, true, 1) / counts;
  };
}

Kernel build_global_average_pool(NodeView& view) {
  view.expect_inputs(1, 1);
  return [](const Call& call) {
    const at::Tensor input = call.in(0);
    if (input.dim() == 4) return at::adaptive_avg_pool2d(input, {1, 1});
    Ints dims;
    for (std::int64_t dim = 2; dim < input.dim(); ++dim) dims.push_back(dim);
    return at::mean(input, dims, true);
  };
}

Kernel build_global_max_pool(NodeView& view) {
  view.expect_inputs(1, 1);
  return [](const Call& call) {
    const at::Tensor input = call.in(0);
    Ints shape(static_cast<std::size_t>(input.dim()), 1);
    shape[0] = input.size(0);
    shape[1] = input.size(1);
    // As PyTorch's adaptive pool, the gradient goes to one of several equal maxima.
    return std::get<0>(at::max(input.flatten(2), 2)).reshape(shape);
  };
}

constexpr Operator kOperators[] = {
    {"MaxPool", build_max_pool},
    {"AveragePool", build_average_pool, 0, Memory::kFresh},
    {"GlobalAveragePool", build_global_average_pool},
    {"GlobalMaxPool", build_global_max_pool},
};

}  // namespace

std::span<const Operator> pool_operators() { return kOperators; }

}  // namespace ocelli::exec
