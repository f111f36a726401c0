#include "tensor/normalize.h"

#include <array>
#include <cstddef>
#include <string>

namespace ocelli {
namespace {

using Table = std::array<float, 256>;

Table make_table(float divisor, float mean, float std_dev) {
  Table table;
  for (int v = 0; v < 256; ++v) {
    table[v] = (static_cast<float>(v) / divisor - mean) / std_dev;
  }
  return table;
}

int source_channel(int channel, Channels order, int pixel_bytes) {
  if (pixel_bytes == 1) return 0;
  return order == Channels::kBgr ? 2 - channel : channel;
}

}  // namespace

Result<Tensor> normalize(std::span<const std::uint8_t> pixels, int pixel_bytes,
                         const PreprocessSpec& spec) {
  const int channels = channel_count(spec.channels);
  const std::size_t area = static_cast<std::size_t>(spec.input_height) * spec.input_width;
  const bool enough_channels = pixel_bytes == 3 || (pixel_bytes == 1 && channels == 1);
  if (!enough_channels || pixels.size() != area * pixel_bytes) {
    return Error{ErrorCode::kInvalidArgument,
                 "pixels: expected " + std::to_string(spec.input_width) + " x " +
                     std::to_string(spec.input_height) + " x " + std::to_string(channels) +
                     " bytes, got " + std::to_string(pixels.size())};
  }
  Tensor tensor;
  const bool planar = spec.layout == Layout::kNchw;
  tensor.shape = planar ? std::array{1, channels, spec.input_height, spec.input_width}
                        : std::array{1, spec.input_height, spec.input_width, channels};
  tensor.values.resize(area * channels);
  for (int channel = 0; channel < channels; ++channel) {
    const Table table = make_table(spec.divisor, spec.mean[channel], spec.std_dev[channel]);
    const std::uint8_t* from = pixels.data() + source_channel(channel, spec.channels, pixel_bytes);
    float* to = tensor.values.data() + (planar ? channel * area : channel);
    const int step = planar ? 1 : channels;
    for (std::size_t i = 0; i < area; ++i, from += pixel_bytes, to += step) *to = table[*from];
  }
  return tensor;
}

}  // namespace ocelli
