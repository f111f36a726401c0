#include <algorithm>

#include "graph/build/attributes.h"
#include "graph/build/graph_builder.h"

namespace ocelli::graph {

Padding same_padding(std::int64_t side, std::int64_t kernel, std::int64_t stride) {
  const std::int64_t out = (side + stride - 1) / stride;
  const std::int64_t sum = std::max<std::int64_t>((out - 1) * stride + kernel - side, 0);
  const std::int64_t before = sum / 2;
  return {before, before, sum - before, sum - before};
}

std::int64_t GraphBuilder::windows(const std::string& name, std::int64_t length,
                                   std::int64_t kernel, std::int64_t stride) {
  if (length >= kernel) return (length - kernel) / stride + 1;
  const auto side = graph_.inputs.at(0).shape->back().value.value_or(0);
  fail("image size: expected more pixels, got " + std::to_string(side) + ": '" + name +
       "' looks at " + std::to_string(kernel) + " where " + std::to_string(length) + " remain");
  return 1;
}

Value GraphBuilder::pool(const std::string& op_type, const Value& x, const PoolOptions& options,
                         std::vector<onnx::Attribute> attributes) {
  const Extent kernel = options.kernel;
  const std::int64_t stride = options.stride;
  Padding padding = options.padding;
  if (options.ceil) {
    // As padding at the end: ONNX Runtime Web has no ceil_mode on WebGPU. The hanging window
    // starts inside, so that maxima, which ignore padding, stay the same.
    const auto hang = [stride](std::int64_t length, std::int64_t side) {
      const std::int64_t rest = length < side ? 0 : (length - side) % stride;
      return rest == 0 ? 0 : stride - rest;
    };
    padding.bottom += hang(x.height() + padding.top + padding.bottom, kernel.height);
    padding.right += hang(x.width() + padding.left + padding.right, kernel.width);
  }
  const std::string place = x.name + "/" + op_type;
  const std::int64_t height =
      windows(place, x.height() + padding.top + padding.bottom, kernel.height, stride);
  const std::int64_t width =
      windows(place, x.width() + padding.left + padding.right, kernel.width, stride);
  attributes.push_back(integers("kernel_shape", {kernel.height, kernel.width}));
  attributes.push_back(
      integers("pads", {padding.top, padding.left, padding.bottom, padding.right}));
  attributes.push_back(integers("strides", {stride, stride}));
  return node(op_type, {x.name}, std::move(attributes), {x.channels(), height, width});
}

Value GraphBuilder::average_pool(const Value& x, const PoolOptions& options) {
  return pool("AveragePool", x, options, {integer("count_include_pad", 1)});
}

Value GraphBuilder::global_average(const Value& x) {
  return flatten(node("GlobalAveragePool", {x.name}, {}, {x.channels(), 1, 1}));
}

Value GraphBuilder::adaptive_average(const Value& x, std::int64_t side) {
  if (x.height() == side && x.width() == side) return x;
  if (x.height() % side == 0 && x.width() == x.height()) {
    const std::int64_t kernel = x.height() / side;
    return average_pool(x, {.kernel = kernel, .stride = kernel});
  }
  const std::vector<std::int64_t> rows = {x.channels(), side, x.width()};
  const Value fewer = node("MatMul", {averaging_matrix(x.height(), side, false), x.name}, {}, rows,
                           x.name + "/Rows");
  return node("MatMul", {fewer.name, averaging_matrix(x.width(), side, true)}, {},
              {x.channels(), side, side}, x.name + "/Columns");
}

}  // namespace ocelli::graph
