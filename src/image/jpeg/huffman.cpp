#include "image/jpeg/huffman.h"

#include <algorithm>

namespace ocelli::jpeg {

bool HuffmanTable::build(std::span<const std::uint8_t> counts,
                         std::span<const std::uint8_t> symbols) {
  look_.fill(0);
  symbols_.fill(0);
  std::copy(symbols.begin(), symbols.end(), symbols_.begin());
  std::uint32_t code = 0;
  int index = 0;
  limit_.fill(0);
  for (int length = 1; length <= 16; ++length) {
    offset_[length] = index - static_cast<int>(code);
    for (int i = 0; i < counts[length - 1]; ++i, ++code, ++index) {
      if (code >= (1U << length)) return false;
      if (length > kLookBits) continue;
      const std::uint32_t first = code << (kLookBits - length);
      const std::uint32_t n = 1U << (kLookBits - length);
      std::fill_n(look_.begin() + first, n,
                  static_cast<std::uint16_t>(length << 8 | symbols_[index]));
    }
    limit_[length] = code << (16 - length);
    code <<= 1;
  }
  limit_[17] = 0xFFFFFFFF;
  built_ = true;
  build_fast_ac();
  return true;
}

void HuffmanTable::build_fast_ac() {
  fast_ac_.fill(0);
  for (std::uint32_t first = 0; first < look_.size(); ++first) {
    const int length = look_[first] >> 8;
    const int run = (look_[first] >> 4) & 15;
    const int size = look_[first] & 15;
    if (length == 0 || size == 0 || length + size > kLookBits) continue;
    const std::uint32_t magnitude = (first >> (kLookBits - length - size)) & ((1U << size) - 1);
    const int value = extend(magnitude, size);
    fast_ac_[first] = static_cast<std::int32_t>(static_cast<std::uint32_t>(value) << 16) |
                      (length + size) << 4 | run;
  }
}

int HuffmanTable::decode_long(BitReader& bits) const {
  const std::uint32_t code = bits.peek(16);
  int length = kLookBits + 1;
  while (length <= 16 && code >= limit_[length]) ++length;
  if (length > 16) return kBadCode;
  const int index = static_cast<int>(code >> (16 - length)) + offset_[length];
  if (index < 0 || index > 255) return kBadCode;
  bits.consume(length);
  return symbols_[index];
}

}  // namespace ocelli::jpeg
