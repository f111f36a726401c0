#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "image/jpeg/huffman.h"
#include "image_fixtures.h"

namespace ocelli::test {

/// Writes entropy-coded bits, the highest first, with a zero stuffed behind every FF.
class BitWriter {
 public:
  BitWriter& put(std::uint32_t value, int count) {
    for (int bit = count - 1; bit >= 0; --bit) {
      current_ = current_ << 1 | (value >> bit & 1);
      if (++filled_ == 8) flush_byte();
    }
    return *this;
  }
  /// Codes as text of 0 and 1; blanks are passed over.
  BitWriter& put(std::string_view bits) {
    for (const char bit : bits) {
      if (bit != ' ') put(bit == '1' ? 1 : 0, 1);
    }
    return *this;
  }
  /// The bytes, the last one filled up with ones.
  Bytes bytes() {
    while (filled_ != 0) put(1, 1);
    return bytes_;
  }

 private:
  void flush_byte() {
    bytes_.push_back(static_cast<std::uint8_t>(current_));
    if (bytes_.back() == 0xFF) bytes_.push_back(0);
    current_ = 0;
    filled_ = 0;
  }

  Bytes bytes_;
  std::uint32_t current_ = 0;
  int filled_ = 0;
};

/// Sixteen counts of codes by length, of which the first few are given.
inline Bytes code_counts(Bytes first) {
  first.resize(16);
  return first;
}

/// A Huffman table that writes each of `symbols` with the same number of bits, in their order.
inline jpeg::HuffmanTable even_table(int bits, const Bytes& symbols) {
  Bytes counts(16);
  counts[bits - 1] = static_cast<std::uint8_t>(symbols.size());
  jpeg::HuffmanTable table;
  EXPECT_TRUE(table.build(counts, symbols));
  return table;
}

/// A marker segment with its length.
inline Bytes jpeg_segment(std::uint8_t marker, const Bytes& payload) {
  const std::size_t length = payload.size() + 2;
  Bytes bytes = {0xFF, marker, static_cast<std::uint8_t>(length >> 8),
                 static_cast<std::uint8_t>(length)};
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

/// Where the `nth` segment of a kind begins in a JPEG file (its FF), before the first scan's data.
inline std::size_t find_segment(const Bytes& file, std::uint8_t marker, int nth = 0) {
  for (std::size_t at = 2; at + 4 <= file.size() && file[at] == 0xFF;) {
    if (file[at + 1] == marker && nth-- == 0) return at;
    if (file[at + 1] == 0xDA) break;
    at += 2 + (file[at + 2] << 8 | file[at + 3]);
  }
  ADD_FAILURE() << "no segment " << std::hex << int{marker};
  return 0;
}

inline std::size_t segment_bytes(const Bytes& file, std::size_t at) {
  return 2 + static_cast<std::size_t>(file[at + 2] << 8 | file[at + 3]);
}

inline Bytes with_inserted(Bytes file, std::size_t at, const Bytes& part) {
  file.insert(file.begin() + static_cast<std::ptrdiff_t>(at), part.begin(), part.end());
  return file;
}

inline Bytes without_part(Bytes file, std::size_t at, std::size_t count) {
  const auto begin = file.begin() + static_cast<std::ptrdiff_t>(at);
  file.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
  return file;
}

inline Bytes with_byte(Bytes file, std::size_t at, int value) {
  file[at] = static_cast<std::uint8_t>(value);
  return file;
}

}  // namespace ocelli::test
