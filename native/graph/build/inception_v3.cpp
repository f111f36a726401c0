#include <string>

#include "graph/build/families.h"

namespace ocelli::graph {
namespace {

Value conv(GraphBuilder& net, const std::string& name, const Value& x, const ConvOptions& options) {
  const Value y = net.conv(name + ".conv", x, options);
  return net.relu(net.batch_norm(name + ".bn", y, {.epsilon = 1e-3F}));
}

ConvOptions square(std::int64_t out, std::int64_t kernel) {
  return {.out = out, .kernel = kernel, .padding = kernel / 2};
}

ConvOptions row(std::int64_t out, std::int64_t kernel) {
  return {.out = out, .kernel = Extent(1, kernel), .padding = Extent(0, kernel / 2)};
}

ConvOptions column(std::int64_t out, std::int64_t kernel) {
  return {.out = out, .kernel = Extent(kernel, 1), .padding = Extent(kernel / 2, 0)};
}

ConvOptions halving(std::int64_t out) { return {.out = out, .kernel = 3, .stride = 2}; }

Value pooled(GraphBuilder& net, const std::string& name, const Value& x, std::int64_t out) {
  const Value mean = net.average_pool(x, {.kernel = 3, .padding = 1});
  return conv(net, name + ".branch_pool", mean, square(out, 1));
}

Value block_a(GraphBuilder& net, const std::string& name, const Value& x, std::int64_t pool_out) {
  const Value one = conv(net, name + ".branch1x1", x, square(64, 1));
  Value five = conv(net, name + ".branch5x5_1", x, square(48, 1));
  five = conv(net, name + ".branch5x5_2", five, square(64, 5));
  Value three = conv(net, name + ".branch3x3dbl_1", x, square(64, 1));
  three = conv(net, name + ".branch3x3dbl_2", three, square(96, 3));
  three = conv(net, name + ".branch3x3dbl_3", three, square(96, 3));
  return net.concat({one, five, three, pooled(net, name, x, pool_out)});
}

Value block_b(GraphBuilder& net, const std::string& name, const Value& x) {
  const Value single = conv(net, name + ".branch3x3", x, halving(384));
  Value twice = conv(net, name + ".branch3x3dbl_1", x, square(64, 1));
  twice = conv(net, name + ".branch3x3dbl_2", twice, square(96, 3));
  twice = conv(net, name + ".branch3x3dbl_3", twice, halving(96));
  return net.concat({single, twice, net.max_pool(x, {.kernel = 3, .stride = 2})});
}

Value block_c(GraphBuilder& net, const std::string& name, const Value& x, std::int64_t inner) {
  const Value one = conv(net, name + ".branch1x1", x, square(192, 1));
  Value single = conv(net, name + ".branch7x7_1", x, square(inner, 1));
  single = conv(net, name + ".branch7x7_2", single, row(inner, 7));
  single = conv(net, name + ".branch7x7_3", single, column(192, 7));
  Value twice = conv(net, name + ".branch7x7dbl_1", x, square(inner, 1));
  twice = conv(net, name + ".branch7x7dbl_2", twice, column(inner, 7));
  twice = conv(net, name + ".branch7x7dbl_3", twice, row(inner, 7));
  twice = conv(net, name + ".branch7x7dbl_4", twice, column(inner, 7));
  twice = conv(net, name + ".branch7x7dbl_5", twice, row(192, 7));
  return net.concat({one, single, twice, pooled(net, name, x, 192)});
}

Value block_d(GraphBuilder& net, const std::string& name, const Value& x) {
  Value three = conv(net, name + ".branch3x3_1", x, square(192, 1));
  three = conv(net, name + ".branch3x3_2", three, halving(320));
  Value seven = conv(net, name + ".branch7x7x3_1", x, square(192, 1));
  seven = conv(net, name + ".branch7x7x3_2", seven, row(192, 7));
  seven = conv(net, name + ".branch7x7x3_3", seven, column(192, 7));
  seven = conv(net, name + ".branch7x7x3_4", seven, halving(192));
  return net.concat({three, seven, net.max_pool(x, {.kernel = 3, .stride = 2})});
}

Value block_e(GraphBuilder& net, const std::string& name, const Value& x) {
  const Value one = conv(net, name + ".branch1x1", x, square(320, 1));
  const Value single = conv(net, name + ".branch3x3_1", x, square(384, 1));
  const Value single_row = conv(net, name + ".branch3x3_2a", single, row(384, 3));
  const Value single_column = conv(net, name + ".branch3x3_2b", single, column(384, 3));
  Value twice = conv(net, name + ".branch3x3dbl_1", x, square(448, 1));
  twice = conv(net, name + ".branch3x3dbl_2", twice, square(384, 3));
  const Value twice_row = conv(net, name + ".branch3x3dbl_3a", twice, row(384, 3));
  const Value twice_column = conv(net, name + ".branch3x3dbl_3b", twice, column(384, 3));
  return net.concat({one, net.concat({single_row, single_column}),
                     net.concat({twice_row, twice_column}), pooled(net, name, x, 192)});
}

void auxiliary(GraphBuilder& net, const Value& x, std::int64_t classes) {
  Value y = net.average_pool(x, {.kernel = 5, .stride = 3});
  y = conv(net, "AuxLogits.conv0", y, square(128, 1));
  y = conv(net, "AuxLogits.conv1", y, {.out = 768, .kernel = 5});
  y = net.linear("AuxLogits.fc", net.global_average(y), classes,
                 {.weight_rule = [](const Fans&) { return normal(0.001); }});
  net.output("aux1", y);
}

}  // namespace

void inception_v3(GraphBuilder& net, const ArchitectureSpec& spec) {
  const InitialRule wide = [](const Fans&) { return normal(0.1); };
  net.rules({.conv = wide, .linear = wide});
  Value x = net.input(std::string(kImage), 3, spec.image_size);
  x = conv(net, "Conv2d_1a_3x3", x, halving(32));
  x = conv(net, "Conv2d_2a_3x3", x, {.out = 32, .kernel = 3});
  x = conv(net, "Conv2d_2b_3x3", x, square(64, 3));
  x = net.max_pool(x, {.kernel = 3, .stride = 2});
  x = conv(net, "Conv2d_3b_1x1", x, square(80, 1));
  x = conv(net, "Conv2d_4a_3x3", x, {.out = 192, .kernel = 3});
  x = net.max_pool(x, {.kernel = 3, .stride = 2});
  x = block_a(net, "Mixed_5b", x, 32);
  x = block_a(net, "Mixed_5c", x, 64);
  x = block_a(net, "Mixed_5d", x, 64);
  x = block_b(net, "Mixed_6a", x);
  x = block_c(net, "Mixed_6b", x, 128);
  x = block_c(net, "Mixed_6c", x, 160);
  x = block_c(net, "Mixed_6d", x, 160);
  x = block_c(net, "Mixed_6e", x, 192);
  const Value middle = x;
  x = block_d(net, "Mixed_7a", x);
  x = block_e(net, "Mixed_7b", x);
  x = block_e(net, "Mixed_7c", x);
  x = net.dropout(net.global_average(x), 0.5F);
  net.output(std::string(kLogits), net.linear("fc", x, spec.num_classes));
  if (spec.auxiliary) auxiliary(net, middle, spec.num_classes);
}

}  // namespace ocelli::graph
