#include "image/resample_pass.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include <hwy/highway.h>

#include "image/rgb_lanes.h"

namespace ocelli {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr int kBits = ResampleWeights::kPrecisionBits;
constexpr std::int32_t kHalf = 1 << (kBits - 1);
// A weight is high * 2^kLowBits + low, and both fit the 16 bits of the instruction that multiplies and
// adds pairs. Sums are taken modulo 2^32, so that splitting changes no bit.
constexpr int kLowBits = 14;

using Tag32 = hn::FixedTag<std::int32_t, 4>;
using Tag16 = hn::FixedTag<std::int16_t, 8>;
using Tag8 = hn::FixedTag<std::uint8_t, 16>;
using Vec32 = hn::Vec<Tag32>;
using Vec16 = hn::Vec<Tag16>;
using Vec8 = hn::Vec<Tag8>;

// The weights of two neighbouring source pixels, in the halves of a word each.
struct WeightPair {
  std::uint32_t high;
  std::uint32_t low;
};

// For each output pixel its weights in pairs; the last is filled up with 0.
class PairedWeights {
 public:
  explicit PairedWeights(const ResampleWeights& weights) : stride_((weights.stride + 1) / 2) {
    pairs_.resize(weights.spans.size() * static_cast<std::size_t>(stride_));
    for (std::size_t i = 0; i < weights.spans.size(); ++i) {
      const std::int32_t* from = weights.of(static_cast<int>(i));
      const int count = weights.spans[i].count;
      WeightPair* to = pairs_.data() + i * static_cast<std::size_t>(stride_);
      for (int x = 0; x < count; x += 2) to[x / 2] = join(from[x], x + 1 < count ? from[x + 1] : 0);
    }
  }

  [[nodiscard]] const WeightPair* of(int index) const {
    return pairs_.data() + static_cast<std::size_t>(index) * static_cast<std::size_t>(stride_);
  }

 private:
  static WeightPair join(std::int32_t first, std::int32_t second) {
    const auto halves = [](std::int32_t one, std::int32_t two) {
      return (static_cast<std::uint32_t>(one) & 0xFFFFU) | (static_cast<std::uint32_t>(two) << 16U);
    };
    constexpr std::int32_t kLowMask = (1 << kLowBits) - 1;
    return {halves(first >> kLowBits, second >> kLowBits),
            halves(first & kLowMask, second & kLowMask)};
  }

  int stride_;
  std::vector<WeightPair> pairs_;
};

// Four sums of products: `second` parts are for targets whose instruction fills two registers.
struct Sums {
  Vec32 high = hn::Zero(Tag32()), high_second = hn::Zero(Tag32());
  Vec32 low = hn::Zero(Tag32()), low_second = hn::Zero(Tag32());

  // Adds pixel pairs times weight pairs; word i of the result takes halves 2i and 2i + 1.
  void add(Vec16 pixels, Vec16 high_weights, Vec16 low_weights) {
    high = hn::ReorderWidenMulAccumulate(Tag32(), pixels, high_weights, high, high_second);
    low = hn::ReorderWidenMulAccumulate(Tag32(), pixels, low_weights, low, low_second);
  }

  // Rounded and shifted down to the values of pixels, not yet clipped.
  [[nodiscard]] Vec32 values() const {
    const Vec32 upper = hn::ShiftLeft<kLowBits>(hn::RearrangeToOddPlusEven(high, high_second));
    const Vec32 lower = hn::RearrangeToOddPlusEven(low, low_second);
    return hn::ShiftRight<kBits>(hn::Add(hn::Add(upper, lower), hn::Set(Tag32(), kHalf)));
  }
};

Vec16 spread_pair(std::uint32_t halves) {
  return hn::BitCast(Tag16(), hn::Set(hn::FixedTag<std::uint32_t, 4>(), halves));
}

// Sixteen values in four registers, clipped to bytes.
Vec8 to_bytes(Vec32 a, Vec32 b, Vec32 c, Vec32 d) {
  const hn::FixedTag<std::int16_t, 4> half;
  const hn::FixedTag<std::uint8_t, 8> bytes;
  const auto first = hn::Combine(Tag16(), hn::DemoteTo(half, b), hn::DemoteTo(half, a));
  const auto second = hn::Combine(Tag16(), hn::DemoteTo(half, d), hn::DemoteTo(half, c));
  return hn::Combine(Tag8(), hn::DemoteTo(bytes, second), hn::DemoteTo(bytes, first));
}

// One output pixel of kRows rows at once: the weights are loaded once for all of them.
template <int kRows>
void sum_pixel(const std::uint8_t* from, std::size_t row_bytes, const WeightPair* weights,
               int count, Sums (&sums)[kRows]) {
  for (; count > 0; count -= 4, from += 12, weights += 2) {
    const Vec16 high = spread_pair(weights[0].high), low = spread_pair(weights[0].low);
    const bool four = count > 2;
    const Vec16 next_high = spread_pair(four ? weights[1].high : 0);
    const Vec16 next_low = spread_pair(four ? weights[1].low : 0);
    for (int row = 0; row < kRows; ++row) {
      const Vec8 pixels = hn::LoadU(Tag8(), from + row * row_bytes);
      sums[row].add(lanes::pair_channels<0>(pixels), high, low);
      if (four) sums[row].add(lanes::pair_channels<2>(pixels), next_high, next_low);
    }
  }
}

// Writes four bytes a pixel where the next pixel will cover the last of them, else three.
void store_pixel(std::uint32_t rgbx, bool is_last, std::uint8_t* to) {
  if (is_last) {
    std::memcpy(to, &rgbx, 3);
  } else {
    std::memcpy(to, &rgbx, 4);
  }
}

template <int kRows>
void horizontal_rows(const Image& source, int source_row, const ResampleWeights& weights,
                     const PairedWeights& paired, Image& out, int y) {
  const std::uint8_t* from = source.row(source_row);
  const int last = out.width() - 1;
  for (int x = 0; x <= last; ++x) {
    const auto [first, count] = weights.spans[x];
    Sums sums[4];
    sum_pixel<kRows>(from + 3 * first, source.row_bytes(), paired.of(x), count,
                     reinterpret_cast<Sums(&)[kRows]>(sums));
    alignas(16) std::uint32_t rgbx[4];
    const Vec8 bytes =
        to_bytes(sums[0].values(), sums[1].values(), sums[2].values(), sums[3].values());
    hn::Store(hn::BitCast(hn::FixedTag<std::uint32_t, 4>(), bytes),
              hn::FixedTag<std::uint32_t, 4>(), rgbx);
    for (int row = 0; row < kRows; ++row)
      store_pixel(rgbx[row], x == last, out.row(y + row) + 3 * x);
  }
}

void horizontal_vector(const Image& source, int first_row, const ResampleWeights& weights,
                       Image& out) {
  const PairedWeights paired(weights);
  int y = 0;
  for (; y + 4 <= out.height(); y += 4) {
    horizontal_rows<4>(source, first_row + y, weights, paired, out, y);
  }
  for (; y < out.height(); ++y) horizontal_rows<1>(source, first_row + y, weights, paired, out, y);
}

// Sixteen neighbouring bytes of one output row.
void vertical_sixteen(const std::uint8_t* from, std::size_t row_bytes, const WeightPair* weights,
                      int count, std::uint8_t* to) {
  const Tag8 d8;
  const Vec8 zero = hn::Zero(d8);
  Sums sums[4];
  for (int i = 0; i < count; i += 2, ++weights, from += 2 * row_bytes) {
    const Vec16 high = spread_pair(weights->high), low = spread_pair(weights->low);
    const Vec8 row = hn::LoadU(d8, from);
    // The last pair may have no second row; its weight is 0 then.
    const Vec8 below = i + 1 < count ? hn::LoadU(d8, from + row_bytes) : zero;
    const Vec8 left = hn::InterleaveLower(d8, row, below);
    const Vec8 right = hn::InterleaveUpper(d8, row, below);
    sums[0].add(hn::BitCast(Tag16(), hn::InterleaveLower(d8, left, zero)), high, low);
    sums[1].add(hn::BitCast(Tag16(), hn::InterleaveUpper(d8, left, zero)), high, low);
    sums[2].add(hn::BitCast(Tag16(), hn::InterleaveLower(d8, right, zero)), high, low);
    sums[3].add(hn::BitCast(Tag16(), hn::InterleaveUpper(d8, right, zero)), high, low);
  }
  const Vec8 bytes =
      to_bytes(sums[0].values(), sums[1].values(), sums[2].values(), sums[3].values());
  hn::StoreU(bytes, d8, to);
}

std::uint8_t vertical_byte(const std::uint8_t* from, std::size_t row_bytes,
                           const std::int32_t* weight, int count) {
  std::int32_t sum = kHalf;
  for (int i = 0; i < count; ++i) sum += from[i * row_bytes] * weight[i];
  return static_cast<std::uint8_t>(std::clamp(sum >> kBits, 0, 255));
}

void vertical_vector(const Image& source, int first_row, int first_column,
                     const ResampleWeights& weights, Image& out) {
  const PairedWeights paired(weights);
  const std::size_t row_bytes = source.row_bytes();
  for (int y = 0; y < out.height(); ++y) {
    const auto [first, count] = weights.spans[y];
    const std::uint8_t* from = source.row(first - first_row) + 3 * first_column;
    std::uint8_t* to = out.row(y);
    std::size_t i = 0;
    for (; i + 16 <= out.row_bytes(); i += 16) {
      vertical_sixteen(from + i, row_bytes, paired.of(y), count, to + i);
    }
    for (; i < out.row_bytes(); ++i) {
      to[i] = vertical_byte(from + i, row_bytes, weights.of(y), count);
    }
  }
}

}  // namespace

ResamplePasses vector_passes() { return {horizontal_vector, vertical_vector}; }

}  // namespace ocelli
