#include "graph/shapes/rule.h"

namespace ocelli::graph {
namespace {

// How a window moves over the spatial dims: of a convolution, or of a pooling.
struct Window {
  Dims kernel;
  Dims strides;
  Dims dilations;
  Dims pads;  // all beginnings, then all ends
  std::string auto_pad;
  bool ceil = false;
};

std::optional<Window> window_of(const ShapeRule& rule, Dims kernel) {
  const std::size_t spatial = kernel.size();
  Window window{std::move(kernel), rule.list("strides"),  rule.list("dilations"),
                rule.list("pads"), rule.text("auto_pad"), rule.attribute("ceil_mode", 0) != 0};
  if (window.strides.empty()) window.strides.assign(spatial, 1);
  if (window.dilations.empty()) window.dilations.assign(spatial, 1);
  if (window.pads.empty()) window.pads.assign(2 * spatial, 0);
  const bool fits = window.strides.size() == spatial && window.dilations.size() == spatial &&
                    window.pads.size() == 2 * spatial;
  if (!fits) return std::nullopt;
  constexpr std::int64_t kLargest = 1 << 24;
  for (std::size_t i = 0; i < spatial; ++i) {
    for (const std::int64_t length : {window.kernel[i], window.strides[i], window.dilations[i]}) {
      if (length < 1 || length > kLargest) return std::nullopt;
    }
    for (const std::int64_t pad : {window.pads[i], window.pads[i + spatial]}) {
      if (pad < 0 || pad > kLargest) return std::nullopt;
    }
  }
  return window;
}

// The length of one spatial dim after the window has moved over it; below 0: it does not fit.
std::int64_t moved(const Window& window, std::size_t axis, std::int64_t length) {
  const std::int64_t stride = window.strides[axis];
  const std::int64_t extent = window.dilations[axis] * (window.kernel[axis] - 1) + 1;
  if (window.auto_pad == "SAME_UPPER" || window.auto_pad == "SAME_LOWER") {
    return (length + stride - 1) / stride;
  }
  const bool valid = window.auto_pad == "VALID";
  const std::int64_t begin = valid ? 0 : window.pads[axis];
  const std::int64_t end = valid ? 0 : window.pads[axis + window.kernel.size()];
  const std::int64_t room = length + begin + end - extent;
  if (room < 0) return -1;
  if (!window.ceil) return room / stride + 1;
  const std::int64_t count = (room + stride - 1) / stride + 1;
  // A window that would start in the padding behind the image is left out.
  return (count - 1) * stride >= length + begin ? count - 1 : count;
}

void slide(ShapeRule& rule, const Dims& input, std::int64_t channels, Dims kernel) {
  if (input.size() != kernel.size() + 2) return;
  const auto window = window_of(rule, std::move(kernel));
  if (!window) return;
  Dims result = {input[0], channels};
  for (std::size_t i = 0; i < window->kernel.size(); ++i) {
    result.push_back(moved(*window, i, input[i + 2]));
  }
  rule.set(0, std::move(result));
}

void convolution(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  const Dims* weight = rule.dims(1);
  if (input == nullptr || weight == nullptr || weight->size() < 3) return;
  slide(rule, *input, (*weight)[0], Dims(weight->begin() + 2, weight->end()));
}

void pooling(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  if (input == nullptr || input->size() < 3) return;
  slide(rule, *input, (*input)[1], rule.list("kernel_shape"));
}

void global_pooling(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  if (input == nullptr || input->size() < 3) return;
  Dims result(input->size(), 1);
  result[0] = (*input)[0];
  result[1] = (*input)[1];
  rule.set(0, std::move(result));
}

}  // namespace

void add_window_rules(ShapeFunctions& rules) {
  rules["Conv"] = convolution;
  for (const std::string_view one : {"MaxPool", "AveragePool", "LpPool"}) rules[one] = pooling;
  for (const std::string_view one : {"GlobalAveragePool", "GlobalMaxPool"}) {
    rules[one] = global_pooling;
  }
}

}  // namespace ocelli::graph
