#include <cmath>
#include <string>

#include "graph/build/families.h"

namespace ocelli::graph {
namespace {

struct Stage {
  std::int64_t expansion, channels, repeats, kernel, stride;
};

// Unlike He's rule it counts a depthwise filter's outputs once, not once a channel.
InitialValues fan_out_of_a_group(const Fans& fans) {
  return normal(std::sqrt(2.0 / static_cast<double>(fans.out / fans.groups)));
}

// Over the outputs, as TensorFlow's reference draws it.
InitialValues uniform_over_outputs(const Fans& fans) {
  return uniform(1.0 / std::sqrt(static_cast<double>(fans.out)));
}

Value norm(GraphBuilder& net, const std::string& name, const Value& x) {
  return net.batch_norm(name, x, {.epsilon = 1e-3F});
}

Value depthwise(GraphBuilder& net, const std::string& name, const Value& x, const Stage& stage) {
  return net.conv(name, x,
                  {.out = x.channels(),
                   .kernel = stage.kernel,
                   .stride = stage.stride,
                   .padding = same_padding(x.height(), stage.kernel, stage.stride),
                   .groups = x.channels()});
}

Value separable(GraphBuilder& net, const std::string& name, const Value& x, const Stage& stage) {
  Value y = depthwise(net, name + ".conv_dw", x, stage);
  y = net.relu6(norm(net, name + ".bn1", y));
  return norm(net, name + ".bn2", net.conv(name + ".conv_pw", y, {.out = stage.channels}));
}

Value inverted_residual(GraphBuilder& net, const std::string& name, const Value& x,
                        const Stage& stage) {
  Value y = net.conv(name + ".conv_pw", x, {.out = x.channels() * stage.expansion});
  y = net.relu6(norm(net, name + ".bn1", y));
  y = depthwise(net, name + ".conv_dw", y, stage);
  y = net.relu6(norm(net, name + ".bn2", y));
  y = norm(net, name + ".bn3", net.conv(name + ".conv_pwl", y, {.out = stage.channels}));
  return stage.stride == 1 && x.channels() == stage.channels ? net.add(y, x) : y;
}

}  // namespace

void efficientnet_lite(GraphBuilder& net, const ArchitectureSpec& spec, double width, double depth,
                       float dropout) {
  // The first and the last stage are not repeated more often in the deeper variants.
  constexpr std::array<Stage, 7> kStages = {{{1, 16, 1, 3, 1},
                                             {6, 24, 2, 3, 2},
                                             {6, 40, 2, 5, 2},
                                             {6, 80, 3, 3, 2},
                                             {6, 112, 3, 5, 1},
                                             {6, 192, 4, 5, 2},
                                             {6, 320, 1, 3, 1}}};
  net.rules({.conv = fan_out_of_a_group, .linear = uniform_over_outputs, .linear_bias = zeros});
  Value x = net.input(std::string(kImage), 3, spec.image_size);
  x = net.conv("conv_stem", x,
               {.out = 32, .kernel = 3, .stride = 2, .padding = same_padding(x.height(), 3, 2)});
  x = net.relu6(norm(net, "bn1", x));
  for (std::size_t s = 0; s < kStages.size(); ++s) {
    Stage stage = kStages[s];
    const bool deepens = s > 0 && s + 1 < kStages.size();
    stage.channels = round_channels(static_cast<double>(stage.channels) * width);
    const double repeats = static_cast<double>(stage.repeats) * (deepens ? depth : 1.0);
    for (int i = 0; i < static_cast<int>(std::ceil(repeats)); ++i) {
      const std::string name = "blocks." + std::to_string(s) + "." + std::to_string(i);
      x = (stage.expansion == 1 ? separable : inverted_residual)(net, name, x, stage);
      stage.stride = 1;
    }
  }
  x = net.relu6(norm(net, "bn2", net.conv("conv_head", x, {.out = 1280})));
  x = net.dropout(net.global_average(x), dropout);
  net.output(std::string(kLogits), net.linear("classifier", x, spec.num_classes));
}

}  // namespace ocelli::graph
