#pragma once

#include <cstdint>
#include <cstring>

namespace ocelli::jpeg {

/// Reads the entropy-coded bits of one scan: takes out stuffed zeros, stops at markers, and supplies
/// zeros beyond them while counting how many, so that a file cut short is noticed and no read runs
/// past the end.
class BitReader {
 public:
  BitReader(const std::uint8_t* begin, const std::uint8_t* end) : next_(begin), end_(end) {}

  /// Makes at least 32 bits available.
  void refill() {
    if (count_ >= 32) return;
    if (end_ - next_ >= 8) {
      std::uint64_t word;
      std::memcpy(&word, next_, 8);
      if (!has_ff_byte(word)) {
        const int bytes = (64 - count_) >> 3;
        bits_ |= (__builtin_bswap64(word) & ~((bytes == 8) ? 0 : (~0ULL >> (8 * bytes)))) >> count_;
        next_ += bytes;
        count_ += 8 * bytes;
        return;
      }
    }
    refill_bytewise();
  }

  /// The next n bits (1 to 32), not yet consumed; `refill` must have made them available.
  [[nodiscard]] std::uint32_t peek(int n) const {
    return static_cast<std::uint32_t>(bits_ >> (64 - n));
  }
  void consume(int n) {
    bits_ <<= n;
    count_ -= n;
  }
  /// Takes n bits, 0 to 16, refilling first.
  std::uint32_t take(int n) {
    if (n == 0) return 0;
    refill();
    const std::uint32_t value = peek(n);
    consume(n);
    return value;
  }

  /// Whether bits were consumed that the file does not have.
  [[nodiscard]] bool overran() const { return count_ < padding_; }

  /// Drops the bits left and returns where the next marker is to be looked for.
  const std::uint8_t* finish() {
    bits_ = 0;
    count_ = 0;
    padding_ = 0;
    return next_;
  }
  void restart_at(const std::uint8_t* position) {
    finish();
    next_ = position;
  }

 private:
  static bool has_ff_byte(std::uint64_t word) {
    const std::uint64_t inverted = ~word;
    return ((inverted - 0x0101010101010101ULL) & ~inverted & 0x8080808080808080ULL) != 0;
  }

  void refill_bytewise() {
    while (count_ <= 56) {
      std::uint64_t byte = 0;
      if (next_ < end_ && *next_ != 0xFF) {
        byte = *next_++;
      } else {
        const std::uint8_t* after = next_;
        while (after < end_ && *after == 0xFF) ++after;
        if (after != next_ && after < end_ && *after == 0) {
          byte = 0xFF;
          next_ = after + 1;
        } else {
          padding_ += 8;
        }
      }
      bits_ |= byte << (56 - count_);
      count_ += 8;
    }
  }

  const std::uint8_t* next_;
  const std::uint8_t* end_;
  std::uint64_t bits_ = 0;  // the next bit is the highest
  int count_ = 0;
  int padding_ = 0;  // of the bits held, how many (the last ones) were made up
};

}  // namespace ocelli::jpeg
