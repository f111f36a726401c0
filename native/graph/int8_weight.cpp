#include "graph/int8_weight.h"

#include <algorithm>
#include <cmath>

namespace ocelli::graph {

std::vector<float> largest_scales(std::span<const float> weight, ChannelLayout layout) {
  std::vector<float> scale(layout.channels);
  for (std::size_t i = 0; i < weight.size(); ++i) {
    float& largest = scale[layout.channel_of(i)];
    largest = std::max(largest, std::fabs(weight[i]));
  }
  for (float& one : scale) {
    one /= static_cast<float>(kInt8Limit);
    // Zeros, or numbers so small that their scale is no normal float32: they are stored as 0.
    if (!std::isnormal(one)) one = 1.0F;
  }
  return scale;
}

Int8Weight round_nearest(std::span<const float> weight, ChannelLayout layout) {
  Int8Weight result{std::vector<std::int8_t>(weight.size()), largest_scales(weight, layout)};
  constexpr auto kLimit = static_cast<float>(kInt8Limit);
  for (std::size_t i = 0; i < weight.size(); ++i) {
    const float steps = std::nearbyint(weight[i] / result.scale[layout.channel_of(i)]);
    result.values[i] = static_cast<std::int8_t>(std::clamp(steps, -kLimit, kLimit));
  }
  return result;
}

}  // namespace ocelli::graph
