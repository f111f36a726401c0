#include <string>

#include "graph/build/families.h"

namespace ocelli::graph {
namespace {

InitialValues dirac_first(const Fans& fans) { return dirac(default_uniform(fans).scale); }

enum class Depth { kTwo, kThree };

// Two convolutions with half the rows and columns between them; a third one has the first's values
// added.
Value block(GraphBuilder& net, const std::string& name, Value x, std::int64_t channels,
            Depth depth) {
  const ConvOptions conv = {.out = channels, .kernel = 3, .padding = 1};
  const BatchNormOptions norm = {.epsilon = 1e-12F, .momentum = 0.6F, .frozen_scale = true};
  x = net.max_pool(net.conv(name + ".conv1", x, conv), {.kernel = 2, .stride = 2});
  const Value first = net.gelu(net.batch_norm(name + ".norm1", x, norm));
  x = net.gelu(net.batch_norm(name + ".norm2", net.conv(name + ".conv2", first, conv), norm));
  if (depth == Depth::kTwo) return x;
  x = net.batch_norm(name + ".norm3", net.conv(name + ".conv3", x, conv), norm);
  return net.gelu(net.add(x, first));
}

void lay_out(GraphBuilder& net, const ArchitectureSpec& spec, Depth depth) {
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
  x = block(net, "block1", x, narrow, depth);
  x = block(net, "block2", x, wide, depth);
  x = block(net, "block3", x, wide, depth);
  x = net.flatten(net.max_pool(x, {.kernel = Extent(x.height(), x.width())}));
  x = net.linear("head", x, spec.num_classes, {.bias = false, .scale = 1.0F / 9.0F});
  net.output(std::string(kLogits), x);
}

}  // namespace

void cifarnet(GraphBuilder& net, const ArchitectureSpec& spec) { lay_out(net, spec, Depth::kTwo); }

void cifarnet_deep(GraphBuilder& net, const ArchitectureSpec& spec) {
  lay_out(net, spec, Depth::kThree);
}

}  // namespace ocelli::graph
