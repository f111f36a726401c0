#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "result.h"

namespace ocelli {

/// An owned 8-bit RGB picture: rows from the top, pixels from the left, three bytes each, no gaps
/// between rows. A few bytes beyond the last pixel may be read (never used), so that vector code
/// can load whole groups of pixels.
class Image {
 public:
  static constexpr int kChannels = 3;
  static constexpr std::size_t kSlackBytes = 32;

  Image() = default;

  /// An uninitialised picture. kInvalidArgument for a side below 1, kImageTooLarge where memory
  /// does not suffice.
  static Result<Image> create(int width_px, int height_px);

  [[nodiscard]] int width() const { return width_px_; }
  [[nodiscard]] int height() const { return height_px_; }
  [[nodiscard]] std::size_t row_bytes() const {
    return static_cast<std::size_t>(width_px_) * kChannels;
  }
  [[nodiscard]] std::size_t size_bytes() const { return row_bytes() * height_px_; }

  [[nodiscard]] std::uint8_t* row(int y) { return bytes_.get() + row_bytes() * y; }
  [[nodiscard]] const std::uint8_t* row(int y) const { return bytes_.get() + row_bytes() * y; }

  /// All pixels, height × width × 3.
  [[nodiscard]] std::span<std::uint8_t> bytes() { return {bytes_.get(), size_bytes()}; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {bytes_.get(), size_bytes()}; }

 private:
  int width_px_ = 0;
  int height_px_ = 0;
  std::unique_ptr<std::uint8_t[]> bytes_;
};

}  // namespace ocelli
