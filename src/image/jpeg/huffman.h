#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "image/jpeg/bit_reader.h"

namespace ocelli::jpeg {

/// A Huffman table of ITU-T T.81, Annex C and F, with a look-up of the first bits. For AC tables the
/// look-up holds run, value and length at once where code and value fit into it.
class HuffmanTable {
 public:
  static constexpr int kLookBits = 10;
  /// What `decode` answers for bits that are no code.
  static constexpr int kBadCode = -1;

  /// `counts`: 16 numbers of codes by length; `symbols`: their symbols in order. False if there are
  /// more codes than the lengths allow.
  bool build(std::span<const std::uint8_t> counts, std::span<const std::uint8_t> symbols);
  [[nodiscard]] bool built() const { return built_; }

  /// The next symbol, 0 to 255, or kBadCode. The reader must hold at least 16 bits.
  int decode(BitReader& bits) const {
    const std::uint16_t entry = look_[bits.peek(kLookBits)];
    if (entry != 0) {
      bits.consume(entry >> 8);
      return entry & 0xFF;
    }
    return decode_long(bits);
  }

  /// A whole AC step where the first bits hold it: bits 0–3 run, 4–8 bits used, 16–31 value
  /// (signed); 0 where they do not.
  [[nodiscard]] std::int32_t fast_ac(const BitReader& bits) const {
    return fast_ac_[bits.peek(kLookBits)];
  }

 private:
  int decode_long(BitReader& bits) const;
  void build_fast_ac();

  std::array<std::uint16_t, 1 << kLookBits> look_{};  // length << 8 | symbol
  std::array<std::int32_t, 1 << kLookBits> fast_ac_{};
  std::array<std::uint32_t, 18> limit_{};  // first code of 16 bits that is longer than n bits
  std::array<int, 17> offset_{};
  std::array<std::uint8_t, 256> symbols_{};
  bool built_ = false;
};

/// The signed value that `size` magnitude bits stand for (T.81, figure F.12).
inline int extend(std::uint32_t bits, int size) {
  const int half = 1 << (size - 1);
  const int value = static_cast<int>(bits);
  return value < half ? value - 2 * half + 1 : value;
}

}  // namespace ocelli::jpeg
