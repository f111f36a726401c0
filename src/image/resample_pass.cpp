#include "image/resample_pass.h"

#include <hwy/highway.h>

#include <algorithm>

namespace ocelli {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr int kBits = ResampleWeights::kPrecisionBits;
constexpr std::int32_t kHalf = 1 << (kBits - 1);

std::uint8_t to_byte(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kBits, 0, 255));
}

void horizontal_plain(const Image& source, int first_row, const ResampleWeights& weights,
                      Image& out) {
  for (int y = 0; y < out.height(); ++y) {
    std::uint8_t* to = out.row(y);
    for (int x = 0; x < out.width(); ++x) {
      const auto [first, count] = weights.spans[x];
      const std::int32_t* weight = weights.of(x);
      const std::uint8_t* from = source.row(first_row + y) + 3 * first;
      for (int c = 0; c < 3; ++c) {
        std::int32_t sum = kHalf;
        for (int i = 0; i < count; ++i) sum += from[3 * i + c] * weight[i];
        *to++ = to_byte(sum);
      }
    }
  }
}

std::uint8_t vertical_byte(const std::uint8_t* from, std::size_t row_bytes,
                           const std::int32_t* weight, int count) {
  std::int32_t sum = kHalf;
  for (int i = 0; i < count; ++i) sum += from[i * row_bytes] * weight[i];
  return to_byte(sum);
}

void vertical_plain(const Image& source, int first_row, int first_column,
                    const ResampleWeights& weights, Image& out) {
  const std::size_t row_bytes = source.row_bytes();
  for (int y = 0; y < out.height(); ++y) {
    const auto [first, count] = weights.spans[y];
    const std::uint8_t* from = source.row(first - first_row) + 3 * first_column;
    std::uint8_t* to = out.row(y);
    for (std::size_t i = 0; i < out.row_bytes(); ++i) {
      to[i] = vertical_byte(from + i, row_bytes, weights.of(y), count);
    }
  }
}

using Tag32 = hn::FixedTag<std::int32_t, 4>;
using TagPixel = hn::FixedTag<std::uint8_t, 4>;

// One output pixel of kRows rows at once: the weights are loaded once for all of them.
template <int kRows>
void horizontal_pixel(const std::uint8_t* from, std::size_t row_bytes, const std::int32_t* weight,
                      int count, std::uint8_t* to, std::size_t to_row_bytes) {
  const Tag32 d32;
  const TagPixel pixel;
  const hn::FixedTag<std::int16_t, 4> d16;
  hn::Vec<Tag32> sums[kRows];
  for (auto& sum : sums) sum = hn::Set(d32, kHalf);
  for (int i = 0; i < count; ++i) {
    const auto w = hn::Set(d32, weight[i]);
    for (int row = 0; row < kRows; ++row) {
      const auto value = hn::PromoteTo(d32, hn::LoadU(pixel, from + row * row_bytes + 3 * i));
      sums[row] = hn::Add(sums[row], hn::Mul(value, w));
    }
  }
  for (int row = 0; row < kRows; ++row) {
    alignas(4) std::uint8_t rgbx[4];
    hn::Store(hn::DemoteTo(pixel, hn::DemoteTo(d16, hn::ShiftRight<kBits>(sums[row]))), pixel, rgbx);
    std::uint8_t* rgb = to + row * to_row_bytes;
    rgb[0] = rgbx[0];
    rgb[1] = rgbx[1];
    rgb[2] = rgbx[2];
  }
}

template <int kRows>
void horizontal_rows(const Image& source, int source_row, const ResampleWeights& weights, Image& out,
                     int y) {
  const std::uint8_t* from = source.row(source_row);
  std::uint8_t* to = out.row(y);
  for (int x = 0; x < out.width(); ++x) {
    const auto [first, count] = weights.spans[x];
    horizontal_pixel<kRows>(from + 3 * first, source.row_bytes(), weights.of(x), count, to + 3 * x,
                            out.row_bytes());
  }
}

void horizontal_vector(const Image& source, int first_row, const ResampleWeights& weights,
                       Image& out) {
  int y = 0;
  for (; y + 4 <= out.height(); y += 4) horizontal_rows<4>(source, first_row + y, weights, out, y);
  for (; y < out.height(); ++y) horizontal_rows<1>(source, first_row + y, weights, out, y);
}

// Sixteen neighbouring bytes of one output row.
void vertical_sixteen(const std::uint8_t* from, std::size_t row_bytes, const std::int32_t* weight,
                      int count, std::uint8_t* to) {
  const Tag32 d32;
  const TagPixel quarter;
  const hn::FixedTag<std::int16_t, 4> half16;
  const hn::FixedTag<std::int16_t, 8> d16;
  const hn::FixedTag<std::uint8_t, 8> d8;
  hn::Vec<Tag32> sums[4];
  for (auto& sum : sums) sum = hn::Set(d32, kHalf);
  for (int i = 0; i < count; ++i, from += row_bytes) {
    const auto w = hn::Set(d32, weight[i]);
    for (int part = 0; part < 4; ++part) {
      const auto value = hn::PromoteTo(d32, hn::LoadU(quarter, from + 4 * part));
      sums[part] = hn::Add(sums[part], hn::Mul(value, w));
    }
  }
  const auto packed = [&](int part) {
    return hn::Combine(d16, hn::DemoteTo(half16, hn::ShiftRight<kBits>(sums[part + 1])),
                       hn::DemoteTo(half16, hn::ShiftRight<kBits>(sums[part])));
  };
  hn::StoreU(hn::DemoteTo(d8, packed(0)), d8, to);
  hn::StoreU(hn::DemoteTo(d8, packed(2)), d8, to + 8);
}

void vertical_vector(const Image& source, int first_row, int first_column,
                     const ResampleWeights& weights, Image& out) {
  const std::size_t row_bytes = source.row_bytes();
  for (int y = 0; y < out.height(); ++y) {
    const auto [first, count] = weights.spans[y];
    const std::uint8_t* from = source.row(first - first_row) + 3 * first_column;
    std::uint8_t* to = out.row(y);
    std::size_t i = 0;
    for (; i + 16 <= out.row_bytes(); i += 16) {
      vertical_sixteen(from + i, row_bytes, weights.of(y), count, to + i);
    }
    for (; i < out.row_bytes(); ++i) {
      to[i] = vertical_byte(from + i, row_bytes, weights.of(y), count);
    }
  }
}

}  // namespace

ResamplePasses vector_passes() { return {horizontal_vector, vertical_vector}; }
ResamplePasses plain_passes() { return {horizontal_plain, vertical_plain}; }

}  // namespace ocelli
