#include <string>

#include "graph/build/families.h"

namespace ocelli::graph {
namespace {

// A block's first and last map differ in size or depth: the shortcut is a convolution.
Value shortcut(GraphBuilder& net, const std::string& name, const Value& x, std::int64_t out,
               std::int64_t stride) {
  if (stride == 1 && x.channels() == out) return x;
  const Value sized = net.conv(name + ".downsample.0", x, {.out = out, .stride = stride});
  return net.batch_norm(name + ".downsample.1", sized);
}

Value basic_block(GraphBuilder& net, const std::string& name, const Value& x, std::int64_t channels,
                  std::int64_t stride) {
  Value y =
      net.conv(name + ".conv1", x, {.out = channels, .kernel = 3, .stride = stride, .padding = 1});
  y = net.relu(net.batch_norm(name + ".bn1", y));
  y = net.conv(name + ".conv2", y, {.out = channels, .kernel = 3, .padding = 1});
  y = net.batch_norm(name + ".bn2", y);
  return net.relu(net.add(y, shortcut(net, name, x, channels, stride)));
}

// torchvision's: the stride is the 3 × 3 convolution's, not the first one's as in the paper.
Value bottleneck_block(GraphBuilder& net, const std::string& name, const Value& x,
                       std::int64_t channels, std::int64_t stride) {
  const std::int64_t out = 4 * channels;
  Value y = net.conv(name + ".conv1", x, {.out = channels});
  y = net.relu(net.batch_norm(name + ".bn1", y));
  y = net.conv(name + ".conv2", y, {.out = channels, .kernel = 3, .stride = stride, .padding = 1});
  y = net.relu(net.batch_norm(name + ".bn2", y));
  y = net.conv(name + ".conv3", y, {.out = out});
  y = net.batch_norm(name + ".bn3", y);
  return net.relu(net.add(y, shortcut(net, name, x, out, stride)));
}

}  // namespace

void resnet(GraphBuilder& net, const ArchitectureSpec& spec, const std::array<int, 4>& depths,
            bool bottleneck) {
  net.rules({.conv = he_fan_out});
  Value x = net.input(std::string(kImage), 3, spec.image_size);
  x = net.conv("conv1", x, {.out = 64, .kernel = 7, .stride = 2, .padding = 3});
  x = net.relu(net.batch_norm("bn1", x));
  x = net.max_pool(x, {.kernel = 3, .stride = 2, .padding = 1});
  const auto block = bottleneck ? bottleneck_block : basic_block;
  std::int64_t channels = 64;
  for (std::size_t stage = 0; stage < depths.size(); ++stage, channels *= 2) {
    for (int i = 0; i < depths[stage]; ++i) {
      const std::string name = "layer" + std::to_string(stage + 1) + "." + std::to_string(i);
      x = block(net, name, x, channels, stage > 0 && i == 0 ? 2 : 1);
    }
  }
  net.output(std::string(kLogits), net.linear("fc", net.global_average(x), spec.num_classes));
}

}  // namespace ocelli::graph
