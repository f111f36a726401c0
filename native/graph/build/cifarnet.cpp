#include <string>

#include "graph/build/families.h"

namespace ocelli::graph {
namespace {

InitialValues dirac_first(const Fans& fans) { return dirac(default_uniform(fans).scale); }

// Two convolutions with half the rows and columns between them.
Value block(GraphBuilder& net, const std::string& name, Value x, std::int64_t channels) {
  const ConvOptions conv = {.out = channels, .kernel = 3, .padding = 1};
  const BatchNormOptions norm = {.epsilon = 1e-12F, .momentum = 0.6F, .frozen_scale = true};
  x = net.max_pool(net.conv(name + ".conv1", x, conv), {.kernel = 2, .stride = 2});
  x = net.gelu(net.batch_norm(name + ".norm1", x, norm));
  x = net.conv(name + ".conv2", x, conv);
  return net.gelu(net.batch_norm(name + ".norm2", x, norm));
}

}  // namespace

void cifarnet(GraphBuilder& net, const ArchitectureSpec& spec) {
  constexpr std::int64_t kChannels = 3;
  constexpr std::int64_t kPatch = 2;
  net.rules({.conv = dirac_first, .conv_bias = zeros});
  Value x = net.input(std::string(kImage), kChannels, spec.image_size);
  x = net.conv("whiten", x,
               {.out = 2 * kChannels * kPatch * kPatch, .kernel = kPatch, .bias = true});
  net.freeze("whiten.weight");
  x = net.gelu(x);
  const std::int64_t narrow = round_channels(64 * spec.width);
  const std::int64_t wide = round_channels(256 * spec.width);
  x = block(net, "block1", x, narrow);
  x = block(net, "block2", x, wide);
  x = block(net, "block3", x, wide);
  x = net.flatten(net.max_pool(x, {.kernel = Extent(x.height(), x.width())}));
  x = net.linear("head", x, spec.num_classes, {.bias = false, .scale = 1.0F / 9.0F});
  net.output(std::string(kLogits), x);
}

}  // namespace ocelli::graph
