#include "png_checksums.h"

namespace {

std::uint32_t read_u32(const std::uint8_t* at) {
  return static_cast<std::uint32_t>(at[0]) << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

std::uint32_t crc32(const std::uint8_t* bytes, std::size_t count) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (std::size_t i = 0; i < count; ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

}  // namespace

void repair_png_checksums(std::uint8_t* file, std::size_t size) {
  constexpr std::size_t kSignature = 8, kAround = 12;
  for (std::size_t at = kSignature; size >= at + kAround;) {
    const std::size_t length = read_u32(file + at);
    if (length > size - at - kAround) return;
    const std::uint32_t crc = crc32(file + at + 4, length + 4);
    for (std::size_t i = 0; i < 4; ++i) {
      file[at + 8 + length + i] = static_cast<std::uint8_t>(crc >> (24 - 8 * i));
    }
    at += kAround + length;
  }
}
