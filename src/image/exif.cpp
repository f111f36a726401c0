#include "image/exif.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace ocelli {
namespace {

constexpr int kOrientationTag = 0x0112;
constexpr int kShortType = 3;
constexpr std::size_t kEntryBytes = 12;

class Tiff {
 public:
  Tiff(std::span<const std::uint8_t> bytes, bool big_endian)
      : bytes_(bytes), big_endian_(big_endian) {}

  [[nodiscard]] bool holds(std::size_t at, std::size_t count) const {
    return at <= bytes_.size() && bytes_.size() - at >= count;
  }
  [[nodiscard]] std::uint32_t u16(std::size_t at) const {
    return big_endian_ ? bytes_[at] << 8 | bytes_[at + 1] : bytes_[at + 1] << 8 | bytes_[at];
  }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const {
    return big_endian_ ? u16(at) << 16 | u16(at + 2) : u16(at + 2) << 16 | u16(at);
  }

 private:
  std::span<const std::uint8_t> bytes_;
  bool big_endian_;
};

}  // namespace

int exif_orientation(std::span<const std::uint8_t> exif) {
  constexpr std::string_view kPrefix("Exif\0\0", 6);
  if (exif.size() >= kPrefix.size() && std::equal(kPrefix.begin(), kPrefix.end(), exif.begin())) {
    exif = exif.subspan(kPrefix.size());
  }
  if (exif.size() < 8 || exif[0] != exif[1] || (exif[0] != 'I' && exif[0] != 'M')) return 1;
  const Tiff tiff(exif, exif[0] == 'M');
  if (tiff.u16(2) != 42) return 1;
  const std::size_t directory = tiff.u32(4);
  if (!tiff.holds(directory, 2)) return 1;
  const std::size_t entries = tiff.u16(directory);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + i * kEntryBytes;
    if (!tiff.holds(entry, kEntryBytes)) return 1;
    if (tiff.u16(entry) != kOrientationTag) continue;
    if (tiff.u16(entry + 2) != kShortType) return 1;
    const std::uint32_t value = tiff.u16(entry + 8);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace ocelli
