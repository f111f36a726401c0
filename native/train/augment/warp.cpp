#include "train/augment/warp.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include <hwy/highway.h>

namespace ocelli::train {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr int kWeightBits = 11;
constexpr int kOne = 1 << kWeightBits;
constexpr int kShift = 2 * kWeightBits;
constexpr int kHalf = 1 << (kShift - 1);

// For each pixel of a row: where the upper left of four source pixels lies, how far the lower ones lie
// behind it, and the weights of the right and of the lower ones.
struct RowTaps {
  explicit RowTaps(int width)
      : upper(static_cast<std::size_t>(width)),
        step(upper.size()),
        right(upper.size()),
        below(upper.size()) {}
  std::vector<std::int32_t> upper, step, right, below;
};

// In float32: a 2000th of a pixel is less than what the weights tell apart. One loop without branches,
// which compilers turn into vectors.
void find_taps(const Image& source, const Homography& map, int y, RowTaps& taps) {
  float m[3][3];
  for (std::size_t i = 0; i < 9; ++i)
    m[i / 3][i % 3] = static_cast<float>(map.rows()[i / 3][i % 3]);
  const float down = static_cast<float>(y) + 0.5F;
  const float start_u = m[0][1] * down + m[0][2], start_v = m[1][1] * down + m[1][2],
              start_w = m[2][1] * down + m[2][2];
  const auto last_x = static_cast<float>(source.width() - 1);
  const auto last_y = static_cast<float>(source.height() - 1);
  const int last_row = source.height() - 1;
  const auto row_bytes = static_cast<std::int32_t>(source.row_bytes());
  std::int32_t *upper = taps.upper.data(), *step = taps.step.data(), *right = taps.right.data(),
               *below = taps.below.data();
  const int width = static_cast<int>(taps.upper.size());
  for (int x = 0; x < width; ++x) {
    const float across = static_cast<float>(x) + 0.5F;
    const float scale = 1.0F / (m[2][0] * across + start_w);
    const float u = std::clamp((m[0][0] * across + start_u) * scale - 0.5F, 0.0F, last_x);
    const float v = std::clamp((m[1][0] * across + start_v) * scale - 0.5F, 0.0F, last_y);
    const auto column = static_cast<std::int32_t>(u), row = static_cast<std::int32_t>(v);
    upper[x] = row * row_bytes + 3 * column;
    step[x] = row < last_row ? row_bytes : 0;
    // At the last column the weight of the pixel to its right is 0.
    right[x] = static_cast<std::int32_t>((u - static_cast<float>(column)) * kOne + 0.5F);
    below[x] = static_cast<std::int32_t>((v - static_cast<float>(row)) * kOne + 0.5F);
  }
}

// The mixture of four pixels, in three bytes; 16 bytes from either pointer on are read.
std::uint32_t blend(const std::uint8_t* upper, const std::uint8_t* lower, int right, int below) {
  const hn::FixedTag<std::uint8_t, 16> bytes;
  const hn::FixedTag<std::int16_t, 8> halves;
  const hn::FixedTag<std::int32_t, 4> words;
  const hn::FixedTag<std::uint8_t, 4> pixel;
  // Red, red, green, green, blue, blue of two neighbours, in 16 bits each.
  alignas(16) static constexpr std::uint8_t kPairs[16] = {0, 0x80, 3, 0x80, 1,    0x80, 4,    0x80,
                                                          2, 0x80, 5, 0x80, 0x80, 0x80, 0x80, 0x80};
  const auto pairs = hn::Load(bytes, kPairs);
  const std::int32_t both = (kOne - right) | (right << 16);
  const auto weights = hn::BitCast(halves, hn::Set(words, both));
  const auto mix = [&](const std::uint8_t* from) {
    auto second = hn::Zero(words);
    const auto channels =
        hn::BitCast(halves, hn::TableLookupBytesOr0(hn::LoadU(bytes, from), pairs));
    const auto sum =
        hn::ReorderWidenMulAccumulate(words, channels, weights, hn::Zero(words), second);
    return hn::RearrangeToOddPlusEven(sum, second);
  };
  const auto sum = hn::Add(hn::Mul(mix(upper), hn::Set(words, kOne - below)),
                           hn::Mul(mix(lower), hn::Set(words, below)));
  const auto value = hn::ShiftRight<kShift>(hn::Add(sum, hn::Set(words, kHalf)));
  const hn::FixedTag<std::int16_t, 4> narrow;
  alignas(4) std::uint32_t rgbx;
  hn::Store(hn::DemoteTo(pixel, hn::DemoteTo(narrow, value)), pixel,
            reinterpret_cast<std::uint8_t*>(&rgbx));
  return rgbx;
}

void warp_row(const Image& source, const RowTaps& taps, std::uint8_t* to) {
  const std::uint8_t* from = source.bytes().data();
  for (std::size_t x = 0; x < taps.upper.size(); ++x, to += Image::kChannels) {
    const std::uint8_t* upper = from + taps.upper[x];
    const std::uint32_t rgb = blend(upper, upper + taps.step[x], taps.right[x], taps.below[x]);
    std::memcpy(to, &rgb, Image::kChannels);
  }
}

}  // namespace

Result<Image> warp(const Image& source, const Homography& to_source, int width, int height) {
  Result<Image> out = Image::create(width, height);
  if (!out) return out;
  RowTaps taps(width);
  for (int y = 0; y < height; ++y) {
    find_taps(source, to_source, y, taps);
    warp_row(source, taps, out.value().row(y));
  }
  return out;
}

}  // namespace ocelli::train
