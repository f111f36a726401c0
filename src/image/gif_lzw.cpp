#include "image/gif_lzw.h"

#include <algorithm>
#include <array>

namespace ocelli {
namespace {

constexpr int kMostCodeBits = 12;
constexpr int kMostCodes = 1 << kMostCodeBits;
constexpr int kNoCode = -1;

// Codes of growing length, the lowest bits first.
class CodeReader {
 public:
  explicit CodeReader(std::span<const std::uint8_t> data) : data_(data) {}

  /// kNoCode at the end of the data.
  int next(int bits) {
    while (held_ < bits) {
      if (at_ == data_.size()) return kNoCode;
      pending_ |= static_cast<std::uint32_t>(data_[at_++]) << held_;
      held_ += 8;
    }
    const int code = static_cast<int>(pending_ & ((1U << bits) - 1));
    pending_ >>= bits;
    held_ -= bits;
    return code;
  }

 private:
  std::span<const std::uint8_t> data_;
  std::size_t at_ = 0;
  std::uint32_t pending_ = 0;
  int held_ = 0;
};

// The strings that codes stand for: each is an earlier one and an index after it.
class CodeTable {
 public:
  explicit CodeTable(int index_bits) : index_bits_(index_bits) {
    for (int i = 0; i < clear_code(); ++i) {
      last_[i] = first_[i] = static_cast<std::uint8_t>(i);
      length_[i] = 1;
    }
    clear();
  }

  [[nodiscard]] int clear_code() const { return 1 << index_bits_; }
  [[nodiscard]] int end_code() const { return clear_code() + 1; }
  [[nodiscard]] int code_bits() const { return code_bits_; }
  [[nodiscard]] bool holds(int code) const {
    return code < clear_code() || (code > end_code() && code < size_);
  }
  /// Whether a code may be the string that its own predecessor completes.
  [[nodiscard]] bool is_next(int code) const { return code == size_ && size_ < kMostCodes; }
  [[nodiscard]] std::uint8_t first(int code) const { return first_[code]; }

  void clear() {
    size_ = end_code() + 1;
    code_bits_ = index_bits_ + 1;
  }

  void add(int before, std::uint8_t index) {
    if (size_ == kMostCodes) return;
    prefix_[size_] = static_cast<std::uint16_t>(before);
    last_[size_] = index;
    first_[size_] = first_[before];
    length_[size_] = static_cast<std::uint16_t>(length_[before] + 1);
    ++size_;
    if (size_ == 1 << code_bits_ && code_bits_ < kMostCodeBits) ++code_bits_;
  }

  /// Writes a code's string at `at`, cut off at the end of `out`; returns where it ends.
  std::size_t write(int code, std::vector<std::uint8_t>& out, std::size_t at) const {
    const std::size_t end = at + length_[code];
    for (std::size_t i = end; i-- > at; code = prefix_[code]) {
      if (i < out.size()) out[i] = last_[code];
    }
    return std::min(end, out.size());
  }

 private:
  int index_bits_;
  int code_bits_ = 0;
  int size_ = 0;
  std::array<std::uint16_t, kMostCodes> prefix_{};
  std::array<std::uint16_t, kMostCodes> length_{};
  std::array<std::uint8_t, kMostCodes> first_{};
  std::array<std::uint8_t, kMostCodes> last_{};
};

}  // namespace

Result<std::vector<std::uint8_t>> unpack_gif_lzw(std::span<const std::uint8_t> data, int index_bits,
                                                 std::size_t count) {
  CodeReader codes(data);
  CodeTable table(index_bits);
  std::vector<std::uint8_t> out(count);
  std::size_t written = 0;
  int before = kNoCode;
  while (written < count) {
    const int code = codes.next(table.code_bits());
    if (code == kNoCode || code == table.end_code()) break;
    if (code == table.clear_code()) {
      table.clear();
      before = kNoCode;
      continue;
    }
    const bool known = table.holds(code);
    if (!known && (before == kNoCode || !table.is_next(code))) {
      return Error{ErrorCode::kCorruptImage, "GIF: a code that its table does not hold"};
    }
    if (before != kNoCode) table.add(before, table.first(known ? code : before));
    written = table.write(code, out, written);
    before = code;
  }
  out.resize(written);
  return out;
}

}  // namespace ocelli
