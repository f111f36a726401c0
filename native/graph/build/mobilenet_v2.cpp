#include <algorithm>
#include <string>

#include "graph/build/families.h"

namespace ocelli::graph {
namespace {

Value conv_norm(GraphBuilder& net, const std::string& name, const Value& x,
                const ConvOptions& options) {
  return net.batch_norm(name + ".1", net.conv(name + ".0", x, options));
}

struct Stage {
  std::int64_t expansion, channels, repeats, stride;
};

Value inverted_residual(GraphBuilder& net, const std::string& name, const Value& x,
                        const Stage& stage) {
  const std::int64_t hidden = x.channels() * stage.expansion;
  int layer = 0;
  const auto next = [&] { return name + ".conv." + std::to_string(layer++); };
  Value y = x;
  if (stage.expansion != 1) y = net.relu6(conv_norm(net, next(), y, {.out = hidden}));
  y = net.relu6(conv_norm(
      net, next(), y,
      {.out = hidden, .kernel = 3, .stride = stage.stride, .padding = 1, .groups = hidden}));
  y = net.conv(next(), y, {.out = stage.channels});
  y = net.batch_norm(next(), y);
  return stage.stride == 1 && x.channels() == stage.channels ? net.add(x, y) : y;
}

}  // namespace

std::int64_t round_channels(double channels, std::int64_t divisor) {
  const double step = static_cast<double>(divisor);
  const auto nearest = static_cast<std::int64_t>(channels + step / 2) / divisor * divisor;
  const std::int64_t rounded = std::max(divisor, nearest);
  return static_cast<double>(rounded) < 0.9 * channels ? rounded + divisor : rounded;
}

void mobilenet_v2(GraphBuilder& net, const ArchitectureSpec& spec) {
  constexpr std::array<Stage, 7> kStages = {{{1, 16, 1, 1},
                                             {6, 24, 2, 2},
                                             {6, 32, 3, 2},
                                             {6, 64, 4, 2},
                                             {6, 96, 3, 1},
                                             {6, 160, 3, 2},
                                             {6, 320, 1, 1}}};
  net.rules({.conv = he_fan_out,
             .linear = [](const Fans&) { return normal(0.01); },
             .linear_bias = zeros});
  const auto scaled = [&](std::int64_t channels, double width) {
    return round_channels(static_cast<double>(channels) * width);
  };
  Value x = net.input(std::string(kImage), 3, spec.image_size);
  x = net.relu6(conv_norm(net, "features.0", x,
                          {.out = scaled(32, spec.width), .kernel = 3, .stride = 2, .padding = 1}));
  int index = 1;
  for (const Stage& stage : kStages) {
    for (std::int64_t i = 0; i < stage.repeats; ++i) {
      x = inverted_residual(
          net, "features." + std::to_string(index++), x,
          {stage.expansion, scaled(stage.channels, spec.width), 1, i == 0 ? stage.stride : 1});
    }
  }
  x = net.relu6(conv_norm(net, "features." + std::to_string(index), x,
                          {.out = scaled(1280, std::max(1.0, spec.width))}));
  x = net.dropout(net.global_average(x), 0.2F);
  net.output(std::string(kLogits), net.linear("classifier.1", x, spec.num_classes));
}

}  // namespace ocelli::graph
