#include <algorithm>

#include "image/resample_pass.h"

namespace ocelli {
namespace {

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

}  // namespace

ResamplePasses plain_passes() { return {horizontal_plain, vertical_plain}; }

}  // namespace ocelli
