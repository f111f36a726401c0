#include <numbers>
#include <tuple>

#include "graph/build/attributes.h"
#include "graph/build/graph_builder.h"

namespace ocelli::graph {

Value GraphBuilder::conv(const std::string& name, const Value& x, const ConvOptions& options) {
  const auto [kernel, padding, stride] =
      std::tuple(options.kernel, options.padding, options.stride);
  const std::int64_t area = kernel.height * kernel.width;
  const std::int64_t inputs = x.channels() / options.groups;
  const Fans fans{inputs * area, options.out * area, options.groups};
  std::vector<std::string> tensors = {
      x.name, parameter(name + ".weight", {options.out, inputs, kernel.height, kernel.width},
                        rules_.conv(fans))};
  if (options.bias) {
    tensors.push_back(parameter(name + ".bias", {options.out}, rules_.conv_bias(fans)));
  }
  const std::int64_t height =
      windows(name, x.height() + padding.top + padding.bottom, kernel.height, stride);
  const std::int64_t width =
      windows(name, x.width() + padding.left + padding.right, kernel.width, stride);
  return node("Conv", std::move(tensors),
              {integers("dilations", {1, 1}), integer("group", options.groups),
               integers("kernel_shape", {kernel.height, kernel.width}),
               integers("pads", {padding.top, padding.left, padding.bottom, padding.right}),
               integers("strides", {stride, stride})},
              {options.out, height, width}, name);
}

Value GraphBuilder::batch_norm(const std::string& name, const Value& x,
                               const BatchNormOptions& options) {
  const std::vector<std::int64_t> dims = {x.channels()};
  if (options.frozen_scale) freeze(name + ".weight");
  std::vector<std::string> tensors = {x.name, parameter(name + ".weight", dims, constant(1.0)),
                                      parameter(name + ".bias", dims, constant(0.0)),
                                      parameter(name + ".running_mean", dims, constant(0.0), true),
                                      parameter(name + ".running_var", dims, constant(1.0), true)};
  return node("BatchNormalization", std::move(tensors),
              {real("epsilon", options.epsilon), real("momentum", options.momentum)}, x.shape,
              name);
}

Value GraphBuilder::layer_norm(const std::string& name, const Value& x, float epsilon) {
  const std::vector<std::int64_t> dims = {x.shape.back()};
  std::vector<std::string> tensors = {x.name, parameter(name + ".weight", dims, constant(1.0)),
                                      parameter(name + ".bias", dims, constant(0.0))};
  return node("LayerNormalization", std::move(tensors),
              {integer("axis", -1), real("epsilon", epsilon)}, x.shape, name);
}

Value GraphBuilder::linear(const std::string& name, const Value& x, std::int64_t out,
                           const LinearOptions& options) {
  const Fans fans{x.shape.back(), out, 1};
  const InitialRule rule = options.weight_rule != nullptr ? options.weight_rule : rules_.linear;
  std::vector<std::string> tensors = {x.name,
                                      parameter(name + ".weight", {out, fans.in}, rule(fans))};
  if (options.bias) tensors.push_back(parameter(name + ".bias", {out}, rules_.linear_bias(fans)));
  return node("Gemm", std::move(tensors), {real("alpha", options.scale), integer("transB", 1)},
              {out}, name);
}

Value GraphBuilder::relu6(const Value& x) {
  return node("Clip", {x.name, scalar(0.0F), scalar(6.0F)}, {}, x.shape);
}

Value GraphBuilder::gelu(const Value& x) {
  const auto root_two = static_cast<float>(std::numbers::sqrt2);
  const Value scaled = node("Div", {x.name, scalar(root_two)}, {}, x.shape);
  const Value error = node("Erf", {scaled.name}, {}, x.shape, x.name + "/Erf");
  const Value twice = node("Add", {error.name, scalar(1.0F)}, {}, x.shape, x.name + "/Erf1");
  const Value product = node("Mul", {x.name, twice.name}, {}, x.shape);
  return node("Mul", {product.name, scalar(0.5F)}, {}, x.shape, x.name + "/Gelu");
}

Value GraphBuilder::concat(const std::vector<Value>& parts) {
  std::vector<std::string> names;
  std::vector<std::int64_t> shape = parts.at(0).shape;
  shape[0] = 0;
  for (const Value& part : parts) {
    names.push_back(part.name);
    shape[0] += part.channels();
  }
  return node("Concat", std::move(names), {integer("axis", 1)}, std::move(shape));
}

Value GraphBuilder::flatten(const Value& x) {
  std::int64_t features = 1;
  for (const std::int64_t length : x.shape) features *= length;
  return node("Flatten", {x.name}, {integer("axis", 1)}, {features});
}

std::vector<Value> GraphBuilder::split(const Value& x, std::int64_t count) {
  const std::int64_t each = x.shape.back() / count;
  const auto sizes = std::vector(static_cast<std::size_t>(count), each);
  const Value first = node("Split", {x.name, whole_numbers(sizes)}, {integer("axis", -1)}, {each});
  std::vector<Value> parts = {first};
  for (std::int64_t i = 1; i < count; ++i) {
    parts.push_back({unique(first.name + "/" + std::to_string(i)), {each}});
    graph_.nodes.back().outputs.push_back(parts.back().name);
  }
  return parts;
}

Value GraphBuilder::dropout(const Value& x, float ratio) {
  return node("Dropout", {x.name, scalar(ratio)}, {}, x.shape);
}

}  // namespace ocelli::graph
