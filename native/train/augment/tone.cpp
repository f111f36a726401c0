#include "train/augment/tone.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "train/augment/pixel_map.h"

namespace ocelli::train {
namespace {

using Table = std::array<std::uint8_t, 256>;
using Histogram = std::array<std::int64_t, 256>;

// Replaces the bytes of each channel by a table that is made from its histogram.
template <typename MakeTable>
void map_channels(Image& image, const MakeTable& make_table) {
  std::array<Histogram, Image::kChannels> counts{};
  for_each_pixel(image, [&](const std::uint8_t* rgb) {
    for (std::size_t c = 0; c < Image::kChannels; ++c) ++counts[c][rgb[c]];
  });
  std::array<Table, Image::kChannels> tables;
  for (std::size_t c = 0; c < Image::kChannels; ++c) tables[c] = make_table(counts[c]);
  for_each_pixel(image, [&](std::uint8_t* rgb) {
    for (std::size_t c = 0; c < Image::kChannels; ++c) rgb[c] = tables[c][rgb[c]];
  });
}

Table stretched(const Histogram& counts) {
  int least = 0, most = 255;
  while (least < 255 && counts[static_cast<std::size_t>(least)] == 0) ++least;
  while (most > 0 && counts[static_cast<std::size_t>(most)] == 0) --most;
  Table table;
  std::iota(table.begin(), table.end(), std::uint8_t{0});
  if (least >= most) return table;
  const float scale = 255.0F / static_cast<float>(most - least);
  for (int v = 0; v < 256; ++v) {
    const float value = static_cast<float>(v - least) * scale;
    table[static_cast<std::size_t>(v)] = static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F));
  }
  return table;
}

Table evened(const Histogram& counts) {
  std::int64_t all = 0, last = 0;
  for (const std::int64_t count : counts) {
    all += count;
    if (count != 0) last = count;
  }
  Table table;
  std::iota(table.begin(), table.end(), std::uint8_t{0});
  const std::int64_t step = (all - last) / 255;
  if (step == 0) return table;
  std::int64_t below = 0;
  for (std::size_t v = 0; v < 256; ++v) {
    table[v] = static_cast<std::uint8_t>(
        v == 0 ? 0 : std::clamp<std::int64_t>((below + step / 2) / step, 0, 255));
    below += counts[v];
  }
  return table;
}

}  // namespace

void posterize(Image& image, int bits) {
  const int mask = -(1 << (8 - std::clamp(bits, 0, 8)));
  map_bytes(image, [&](int value) { return static_cast<std::uint8_t>(value & mask); });
}

void solarize(Image& image, double threshold) {
  map_bytes(image, [&](int value) {
    return static_cast<std::uint8_t>(value >= threshold ? 255 - value : value);
  });
}

void autocontrast(Image& image) { map_channels(image, stretched); }

void equalize(Image& image) { map_channels(image, evened); }

void adjust_sharpness(Image& image, double factor) {
  if (image.width() < 3 || image.height() < 3) return;
  const std::size_t row_bytes = image.row_bytes();
  std::vector<std::uint8_t> above(image.row(0), image.row(0) + row_bytes);
  std::vector<std::uint8_t> here(image.row(1), image.row(1) + row_bytes);
  for (int y = 1; y + 1 < image.height(); ++y) {
    const std::uint8_t* below = image.row(y + 1);
    std::uint8_t* to = image.row(y);
    for (std::size_t i = 3; i + 3 < row_bytes; ++i) {
      const int sum = above[i - 3] + above[i] + above[i + 3] + here[i - 3] + 5 * here[i] +
                      here[i + 3] + below[i - 3] + below[i] + below[i + 3];
      const float smooth = std::nearbyint(static_cast<float>(sum) / 13.0F);
      to[i] = blend_byte(here[i], smooth, factor);
    }
    above.swap(here);
    here.assign(below, below + row_bytes);
  }
}

}  // namespace ocelli::train
