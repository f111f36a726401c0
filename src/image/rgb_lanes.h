#pragma once

#include <cstdint>

#include <hwy/highway.h>

// Moves the channels of RGB pixels between bytes in memory and lanes of their own. Highway 1.0 looks
// bytes up one at a time on wasm, where the order of a shuffle has to be a constant: there it is one.

namespace ocelli::lanes {

namespace hn = hwy::HWY_NAMESPACE;
using Bytes = hn::Vec<hn::FixedTag<std::uint8_t, 16>>;
using Halves = hn::Vec<hn::FixedTag<std::int16_t, 8>>;

/// Of at least twelve bytes, four RGB pixels, the first two (`kFirst` 0) or the last two (2): as red,
/// red, green, green, blue, blue in 16 bits each, then two zeros.
template <int kFirst>
Halves pair_channels(Bytes pixels) {
  constexpr std::uint8_t kR = 3 * kFirst, kG = kR + 1, kB = kR + 2;
  const hn::FixedTag<std::int16_t, 8> d16;
#if HWY_TARGET == HWY_WASM
  constexpr int kNone = 16;
  return hn::BitCast(
      d16, Bytes{wasm_i8x16_shuffle(pixels.raw, wasm_i32x4_const(0, 0, 0, 0), kR, kNone, kR + 3,
                                    kNone, kG, kNone, kG + 3, kNone, kB, kNone, kB + 3, kNone,
                                    kNone, kNone, kNone, kNone)});
#else
  constexpr std::uint8_t kNone = 0x80;
  alignas(16) static constexpr std::uint8_t kOrder[16] = {
      kR, kNone, kR + 3, kNone, kG,    kNone, kG + 3, kNone,
      kB, kNone, kB + 3, kNone, kNone, kNone, kNone,  kNone};
  const hn::FixedTag<std::uint8_t, 16> d8;
  return hn::BitCast(d16, hn::TableLookupBytesOr0(pixels, hn::Load(d8, kOrder)));
#endif
}

/// Writes sixteen pixels, 48 bytes.
inline void store_rgb(Bytes red, Bytes green, Bytes blue, std::uint8_t* to) {
#if HWY_TARGET == HWY_WASM
  // First red and green with gaps, then blue into these; 16 and up count in the second operand.
  const v128_t first =
      wasm_i8x16_shuffle(red.raw, green.raw, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
  const v128_t second =
      wasm_i8x16_shuffle(red.raw, green.raw, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
  const v128_t third = wasm_i8x16_shuffle(red.raw, green.raw, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0,
                                          14, 30, 0, 15, 31, 0);
  wasm_v128_store(to, wasm_i8x16_shuffle(first, blue.raw, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19,
                                         12, 13, 20, 15));
  wasm_v128_store(to + 16, wasm_i8x16_shuffle(second, blue.raw, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24,
                                              11, 12, 25, 14, 15));
  wasm_v128_store(to + 32, wasm_i8x16_shuffle(third, blue.raw, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10,
                                              11, 30, 13, 14, 31));
#else
  hn::StoreInterleaved3(red, green, blue, hn::FixedTag<std::uint8_t, 16>(), to);
#endif
}

}  // namespace ocelli::lanes
