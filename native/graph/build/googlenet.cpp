#include <string>

#include "graph/build/families.h"

namespace ocelli::graph {
namespace {

Value conv(GraphBuilder& net, const std::string& name, const Value& x, const ConvOptions& options) {
  const Value y = net.conv(name + ".conv", x, options);
  return net.relu(net.batch_norm(name + ".bn", y, {.epsilon = 1e-3F}));
}

struct Widths {
  std::int64_t one, reduce_two, two, reduce_three, three, pooled;
};

Value inception(GraphBuilder& net, const std::string& name, const Value& x, const Widths& widths) {
  const Value one = conv(net, name + ".branch1", x, {.out = widths.one});
  const Value two =
      conv(net, name + ".branch2.1", conv(net, name + ".branch2.0", x, {.out = widths.reduce_two}),
           {.out = widths.two, .kernel = 3, .padding = 1});
  // 3 × 3 where the paper has 5 × 5: torchvision's, whose weights would not fit otherwise.
  const Value three = conv(net, name + ".branch3.1",
                           conv(net, name + ".branch3.0", x, {.out = widths.reduce_three}),
                           {.out = widths.three, .kernel = 3, .padding = 1});
  const Value pooled = conv(net, name + ".branch4.1", net.max_pool(x, {.kernel = 3, .padding = 1}),
                            {.out = widths.pooled});
  return net.concat({one, two, three, pooled});
}

void auxiliary(GraphBuilder& net, const std::string& name, const Value& x, std::int64_t classes) {
  Value y = conv(net, name + ".conv", net.adaptive_average(x, 4), {.out = 128});
  y = net.relu(net.linear(name + ".fc1", net.flatten(y), 1024));
  net.output(name, net.linear(name + ".fc2", net.dropout(y, 0.7F), classes));
}

}  // namespace

void googlenet(GraphBuilder& net, const ArchitectureSpec& spec) {
  const InitialRule narrow = [](const Fans&) { return normal(0.01); };
  net.rules({.conv = narrow, .linear = narrow});
  const PoolOptions halve = {.kernel = 3, .stride = 2, .ceil = true};
  Value x = net.input(std::string(kImage), 3, spec.image_size);
  x = conv(net, "conv1", x, {.out = 64, .kernel = 7, .stride = 2, .padding = 3});
  x = conv(net, "conv2", net.max_pool(x, halve), {.out = 64});
  x = conv(net, "conv3", x, {.out = 192, .kernel = 3, .padding = 1});
  x = net.max_pool(x, halve);
  x = inception(net, "inception3a", x, {64, 96, 128, 16, 32, 32});
  x = inception(net, "inception3b", x, {128, 128, 192, 32, 96, 64});
  x = net.max_pool(x, halve);
  x = inception(net, "inception4a", x, {192, 96, 208, 16, 48, 64});
  const Value early = x;
  x = inception(net, "inception4b", x, {160, 112, 224, 24, 64, 64});
  x = inception(net, "inception4c", x, {128, 128, 256, 24, 64, 64});
  x = inception(net, "inception4d", x, {112, 144, 288, 32, 64, 64});
  const Value late = x;
  x = inception(net, "inception4e", x, {256, 160, 320, 32, 128, 128});
  x = net.max_pool(x, {.kernel = 2, .stride = 2, .ceil = true});
  x = inception(net, "inception5a", x, {256, 160, 320, 32, 128, 128});
  x = inception(net, "inception5b", x, {384, 192, 384, 48, 128, 128});
  x = net.dropout(net.global_average(x), 0.2F);
  net.output(std::string(kLogits), net.linear("fc", x, spec.num_classes));
  if (!spec.auxiliary) return;
  auxiliary(net, "aux1", early, spec.num_classes);
  auxiliary(net, "aux2", late, spec.num_classes);
}

}  // namespace ocelli::graph
