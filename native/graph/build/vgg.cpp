#include <string>

#include "graph/build/families.h"

namespace ocelli::graph {

void vgg(GraphBuilder& net, const ArchitectureSpec& spec, const std::array<int, 5>& depths,
         bool batch_norm) {
  constexpr std::array<std::int64_t, 5> kChannels = {64, 128, 256, 512, 512};
  net.rules({.conv = he_fan_out,
             .conv_bias = zeros,
             .linear = [](const Fans&) { return normal(0.01); },
             .linear_bias = zeros});
  Value x = net.input(std::string(kImage), 3, spec.image_size);
  int layer = 0;  // counted as torchvision's Sequential counts
  const auto next = [&layer] { return "features." + std::to_string(layer++); };
  for (std::size_t stage = 0; stage < depths.size(); ++stage) {
    for (int i = 0; i < depths[stage]; ++i) {
      x = net.conv(next(), x, {.out = kChannels[stage], .kernel = 3, .padding = 1, .bias = true});
      if (batch_norm) x = net.batch_norm(next(), x);
      x = net.relu(x);
      ++layer;
    }
    x = net.max_pool(x, {.kernel = 2, .stride = 2});
    ++layer;
  }
  x = net.flatten(net.adaptive_average(x, 7));
  x = net.dropout(net.relu(net.linear("classifier.0", x, 4096)), 0.5F);
  x = net.dropout(net.relu(net.linear("classifier.3", x, 4096)), 0.5F);
  net.output(std::string(kLogits), net.linear("classifier.6", x, spec.num_classes));
}

}  // namespace ocelli::graph
