#include "train/augment/flip.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <hwy/highway.h>

namespace ocelli::train {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr int kGroup = 5;  // pixels that fit a register of 16 bytes

// Writes `width` pixels of `from` to `to`, the last one first. Up to 16 bytes beyond the end of `from`
// are read, and up to 1 beyond that of `to` written.
void reverse_row(const std::uint8_t* from, int width, std::uint8_t* to) {
  const hn::FixedTag<std::uint8_t, 16> bytes;
  alignas(16) static constexpr std::uint8_t kOrder[16] = {12, 13, 14, 9, 10, 11, 6, 7,
                                                          8,  3,  4,  5, 0,  1,  2, 15};
  const auto order = hn::Load(bytes, kOrder);
  int left = width;
  for (; left >= kGroup; left -= kGroup, to += 3 * kGroup) {
    const auto group = hn::LoadU(bytes, from + 3 * (left - kGroup));
    hn::StoreU(hn::TableLookupBytes(group, order), bytes, to);
  }
  for (; left > 0; --left, to += 3) std::copy_n(from + 3 * (left - 1), 3, to);
}

}  // namespace

void flip(Image& image) {
  std::vector<std::uint8_t> reversed(image.row_bytes() + 1);
  for (int y = 0; y < image.height(); ++y) {
    reverse_row(image.row(y), image.width(), reversed.data());
    std::copy_n(reversed.data(), image.row_bytes(), image.row(y));
  }
}

}  // namespace ocelli::train
