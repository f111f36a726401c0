#include <algorithm>
#include <optional>

#include "exec/amx_conv.h"
#include "exec/autocast.h"
#include "exec/registry.h"
#include "exec/spatial.h"
#include "exec/winograd.h"

namespace ocelli::exec {
namespace {

// Autocast knows the convolutions of one, two and three dimensions by name, and leaves `convolution`
// in float32.
at::Tensor convolve(const at::Tensor& input, const at::Tensor& weight, const at::Tensor& bias,
                    const Window& window, at::IntArrayRef padding, std::int64_t groups) {
  switch (weight.dim()) {
    case 3:
      return at::conv1d(input, weight, bias, window.strides, padding, window.dilations, groups);
    case 4:
      return at::conv2d(input, weight, bias, window.strides, padding, window.dilations, groups);
    default:
      return at::conv3d(input, weight, bias, window.strides, padding, window.dilations, groups);
  }
}

bool are_all(at::IntArrayRef values, std::int64_t value) {
  return std::all_of(values.begin(), values.end(), [&](std::int64_t one) { return one == value; });
}

// The padding of all sides, where the windows of `amx_conv` and `winograd_conv` are like this.
std::optional<std::int64_t> even_padding(const Window& window, std::int64_t groups) {
  const bool fits = groups == 1 && are_all(window.strides, 1) && are_all(window.dilations, 1) &&
                    !window.begin.empty() && are_all(window.begin, window.begin[0]);
  return fits ? std::optional(window.begin[0]) : std::nullopt;
}

// By our own convolutions, undefined where they do not fit.
at::Tensor convolve_faster(const at::Tensor& input, const at::Tensor& weight,
                           const at::Tensor& bias, std::int64_t padding) {
  at::Tensor output;
  if (!autocasts_on_cpu()) {
    if (winograd_fits(input, weight, padding)) output = winograd_conv(input, weight, padding);
  } else if (amx_fits(input, weight, padding)) {
    output = amx_conv(input, weight);
  }
  if (!output.defined() || !bias.defined()) return output;
  return output + bias.view({1, -1, 1, 1}).to(output.scalar_type());
}

Kernel build_conv(NodeView& view) {
  view.expect_inputs(2, 3);
  const Window window = read_window(view);
  const std::int64_t groups = view.integer("group", 1);
  const bool plain = window.padding == Window::Padding::kExplicit && window.begin == window.end;
  if (plain) {
    return [window, groups, padding = even_padding(window, groups)](const Call& call) {
      if (padding) {
        at::Tensor output = convolve_faster(call.in(0), call.in(1), call.optional(2), *padding);
        if (output.defined()) return output;
      }
      return convolve(call.in(0), call.in(1), call.optional(2), window, window.begin, groups);
    };
  }
  return [window, groups](const Call& call) {
    const at::Tensor weight = call.in(1);
    const Padded padded = pad_input(call.in(0), window, weight.sizes().slice(2), 0, false);
    return convolve(padded.input, weight, call.optional(2), window, padded.padding, groups);
  };
}

// The padding of a transposed convolution takes from its output. With SAME, ONNX derives it from
// output = input · stride.
Kernel build_conv_transpose(NodeView& view) {
  view.expect_inputs(2, 3);
  const Window window = read_window(view);
  const std::int64_t groups = view.integer("group", 1);
  Ints extra = view.integers("output_padding");
  if (extra.empty()) extra.assign(window.strides.size(), 0);
  if (view.has_attribute("output_shape")) view.fail("attribute output_shape is not supported");
  if (window.padding == Window::Padding::kSameUpper ||
      window.padding == Window::Padding::kSameLower) {
    view.fail("attribute auto_pad: expected NOTSET or VALID");
  }
  return [window, groups, extra](const Call& call) {
    if (window.begin == window.end) {
      return at::convolution(call.in(0), call.in(1), call.optional(2), window.strides, window.begin,
                             window.dilations, true, extra, groups);
    }
    at::Tensor whole =
        at::convolution(call.in(0), call.in(1), call.optional(2), window.strides,
                        Ints(extra.size(), 0), window.dilations, true, extra, groups);
    for (std::size_t i = 0; i < window.begin.size(); ++i) {
      const auto dim = static_cast<std::int64_t>(i) + 2;
      const std::int64_t length = whole.size(dim) - window.begin[i] - window.end[i];
      whole = whole.narrow(dim, window.begin[i], length);
    }
    return whole;
  };
}

constexpr Operator kOperators[] = {
    {"Conv", build_conv, 0, Memory::kFresh},
    {"ConvTranspose", build_conv_transpose},
};

}  // namespace

std::span<const Operator> conv_operators() { return kOperators; }

}  // namespace ocelli::exec
