#include "image/bmp.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

#include "image/alpha.h"
#include "image/bmp_header.h"

namespace ocelli {
namespace {

// Turns stored pixels into RGB.
class PixelReader {
 public:
  PixelReader(std::span<const std::uint8_t> file, const BmpHeader& header) : header_(header) {
    for (int i = 0; i < header.palette_entries; ++i) {
      const std::size_t at =
          header.palette_at + static_cast<std::size_t>(i) * header.palette_entry_bytes;
      palette_[i] = {file[at + 2], file[at + 1], file[at]};
    }
  }

  void use_alpha() { with_alpha_ = true; }

  /// Whether a row of masked pixels has any alpha but 0.
  [[nodiscard]] bool has_alpha(const std::uint8_t* row) const {
    for (int x = 0; x < header_.width; ++x) {
      if ((masked_bits(row, x) & header_.masks[3]) != 0) return true;
    }
    return false;
  }

  void read_row(const std::uint8_t* row, std::uint8_t* rgb) const {
    for (int x = 0; x < header_.width; ++x, rgb += 3) read(row, x, rgb);
  }

 private:
  [[nodiscard]] std::uint32_t masked_bits(const std::uint8_t* row, int x) const {
    row += static_cast<std::size_t>(header_.bits / 8) * x;
    if (header_.bits == 16) return row[0] | row[1] << 8;
    return row[0] | row[1] << 8 | row[2] << 16 | static_cast<std::uint32_t>(row[3]) << 24;
  }

  void read(const std::uint8_t* row, int x, std::uint8_t* rgb) const {
    if (header_.bits <= 8) {
      const auto& entry = palette_[index(row, x)];
      std::copy(entry.begin(), entry.end(), rgb);
    } else if (header_.bits == 24) {
      const std::uint8_t* bgr = row + 3 * static_cast<std::size_t>(x);
      for (int c = 0; c < 3; ++c) rgb[c] = bgr[2 - c];
    } else {
      const std::uint32_t bits = masked_bits(row, x);
      const std::uint8_t alpha = with_alpha_ ? part(bits, header_.masks[3]) : 255;
      for (int c = 0; c < 3; ++c) rgb[c] = over_white(part(bits, header_.masks[c]), alpha);
    }
  }

  [[nodiscard]] int index(const std::uint8_t* row, int x) const {
    const int pixels_a_byte = 8 / header_.bits;
    const int shift = 8 - header_.bits * (x % pixels_a_byte + 1);
    return row[x / pixels_a_byte] >> shift & ((1 << header_.bits) - 1);
  }
  static std::uint8_t part(std::uint32_t bits, std::uint32_t mask) {
    const int shift = std::countr_zero(mask);
    const std::uint64_t most = mask >> shift;
    return static_cast<std::uint8_t>(((bits & mask) >> shift) * std::uint64_t{255} / most);
  }

  const BmpHeader& header_;
  std::array<std::array<std::uint8_t, 3>, 256> palette_{};
  bool with_alpha_ = false;
};

}  // namespace

Result<Image> decode_bmp(std::span<const std::uint8_t> file) {
  const Result<BmpHeader> read = read_bmp_header(file);
  if (!read) return read.error();
  const BmpHeader& header = read.value();
  const std::uint64_t row_bits = static_cast<std::uint64_t>(header.width) * header.bits;
  const std::uint64_t row_bytes = (row_bits + 31) / 32 * 4;
  // What fills up the last row may be missing.
  const std::uint64_t bytes = row_bytes * (header.height - 1) + (row_bits + 7) / 8;
  if (bytes > file.size() - header.pixels_at) {
    return Error{ErrorCode::kTruncatedImage, "BMP: the file ends before the picture does"};
  }
  Result<Image> result = Image::create(header.width, header.height);
  if (!result) return result;
  const auto stored_row = [&](int y) {
    const int row = header.top_down ? y : header.height - 1 - y;
    return file.data() + header.pixels_at + row_bytes * row;
  };
  PixelReader pixels(file, header);
  for (int y = 0; y < header.height && header.masks[3] != 0; ++y) {
    if (pixels.has_alpha(stored_row(y))) {
      pixels.use_alpha();
      break;
    }
  }
  for (int y = 0; y < header.height; ++y) pixels.read_row(stored_row(y), result.value().row(y));
  return result;
}

}  // namespace ocelli
