#include "image/png_chunks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "image/exif.h"

namespace ocelli {
namespace {

constexpr std::size_t kSignatureBytes = 8;
constexpr std::size_t kMostPaletteBytes = 3 * 256;

constexpr std::uint32_t code(const char (&name)[5]) {
  return static_cast<std::uint32_t>(name[0]) << 24 | static_cast<std::uint32_t>(name[1]) << 16 |
         static_cast<std::uint32_t>(name[2]) << 8 | static_cast<std::uint32_t>(name[3]);
}

Error corrupt(std::string what) { return {ErrorCode::kCorruptImage, "PNG: " + std::move(what)}; }

// CRC-32 of ISO 3309, eight bytes at a step.
using CrcTables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr CrcTables make_crc_tables() {
  CrcTables tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
    tables[0][i] = crc;
  }
  for (std::uint32_t i = 0; i < 256; ++i) {
    for (int step = 1; step < 8; ++step) {
      const std::uint32_t before = tables[step - 1][i];
      tables[step][i] = before >> 8 ^ tables[0][before & 255];
    }
  }
  return tables;
}

constexpr CrcTables kCrc = make_crc_tables();

std::uint32_t crc32(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    const std::uint8_t* p = bytes.data() + i;
    crc = kCrc[7][(crc & 255) ^ p[0]] ^ kCrc[6][(crc >> 8 & 255) ^ p[1]] ^
          kCrc[5][(crc >> 16 & 255) ^ p[2]] ^ kCrc[4][crc >> 24 ^ p[3]] ^ kCrc[3][p[4]] ^
          kCrc[2][p[5]] ^ kCrc[1][p[6]] ^ kCrc[0][p[7]];
  }
  for (; i < bytes.size(); ++i) crc = crc >> 8 ^ kCrc[0][(crc ^ bytes[i]) & 255];
  return ~crc;
}

std::uint32_t u32(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint32_t>(bytes[at]) << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 |
         bytes[at + 3];
}

Result<PngHeader> read_ihdr(std::span<const std::uint8_t> data) {
  if (data.size() != 13)
    return corrupt("IHDR of " + std::to_string(data.size()) + " bytes, not 13");
  const std::uint32_t width = u32(data, 0), height = u32(data, 4);
  constexpr std::uint32_t kMost = 0x7FFFFFFF;
  if (width == 0 || height == 0 || width > kMost || height > kMost) {
    return corrupt("size " + std::to_string(width) + " x " + std::to_string(height));
  }
  PngHeader header;
  header.width = static_cast<int>(width);
  header.height = static_cast<int>(height);
  header.bits = data[8];
  header.interlaced = data[12] == 1;
  switch (data[9]) {
    case 0: header.channels = 1; break;
    case 2: header.channels = 3; break;
    case 3: header.channels = 1, header.palette = true; break;
    case 4: header.channels = 2; break;
    case 6: header.channels = 4; break;
    default: return corrupt("colour type " + std::to_string(data[9]));
  }
  const bool wide_only = header.channels > 1;
  const bool bits_ok = header.bits == 8 || (header.bits == 16 && !header.palette) ||
                       (!wide_only && (header.bits == 1 || header.bits == 2 || header.bits == 4));
  if (!bits_ok) {
    return corrupt(std::to_string(header.bits) + " bits with colour type " +
                   std::to_string(data[9]));
  }
  if (data[10] != 0 || data[11] != 0 || data[12] > 1) {
    return corrupt("unknown compression, filter or interlace method");
  }
  return header;
}

std::optional<Error> read_palette(std::span<const std::uint8_t> data, PngHeader& header) {
  if (header.palette_entries > 0) return corrupt("more than one PLTE chunk");
  if (data.empty() || data.size() % 3 != 0 || data.size() > kMostPaletteBytes) {
    return corrupt("PLTE of " + std::to_string(data.size()) + " bytes");
  }
  header.palette_entries = static_cast<int>(data.size() / 3);
  return std::nullopt;
}

std::string name_of(std::uint32_t chunk) {
  std::string name;
  for (int shift = 24; shift >= 0; shift -= 8) {
    const auto letter = static_cast<char>(chunk >> shift & 255);
    name += (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ? letter : '?';
  }
  return name;
}

}  // namespace

Result<PngHeader> check_png(std::span<const std::uint8_t> file) {
  PngHeader header;
  bool has_header = false, has_data = false;
  for (std::size_t at = kSignatureBytes;;) {
    if (file.size() < at + 12) {
      return Error{ErrorCode::kTruncatedImage, "PNG: the file ends before its IEND chunk"};
    }
    const std::size_t length = u32(file, at);
    const std::uint32_t chunk = u32(file, at + 4);
    if (length > file.size() - at - 12) {
      return Error{ErrorCode::kTruncatedImage,
                   "PNG: the file ends inside its " + name_of(chunk) + " chunk"};
    }
    const auto data = file.subspan(at + 8, length);
    const bool critical = (chunk >> 29 & 1) == 0;
    if ((critical || chunk == code("tRNS")) &&
        crc32(file.subspan(at + 4, length + 4)) != u32(file, at + 8 + length)) {
      return corrupt("wrong checksum of the " + name_of(chunk) + " chunk");
    }
    if (!has_header && chunk != code("IHDR")) return corrupt("the first chunk is not IHDR");
    if (chunk == code("IHDR")) {
      if (has_header) return corrupt("more than one IHDR chunk");
      Result<PngHeader> read = read_ihdr(data);
      if (!read) return read;
      header = read.value();
      has_header = true;
    } else if (chunk == code("PLTE")) {
      if (auto error = read_palette(data, header)) return *error;
    } else if (chunk == code("tRNS")) {
      header.transparency = true;
      if (header.palette && data.size() > static_cast<std::size_t>(header.palette_entries)) {
        return corrupt("tRNS of " + std::to_string(data.size()) + " bytes for " +
                       std::to_string(header.palette_entries) + " colours");
      }
    } else if (chunk == code("eXIf")) {
      header.orientation = exif_orientation(data);
    } else if (chunk == code("IDAT")) {
      has_data = true;
    } else if (chunk == code("IEND")) {
      if (!has_data) return corrupt("no IDAT chunk");
      return header;
    }
    at += 12 + length;
  }
}

std::vector<std::uint8_t> with_whole_palette(std::span<const std::uint8_t> file) {
  for (std::size_t at = kSignatureBytes; u32(file, at + 4) != code("IEND");) {
    const std::size_t length = u32(file, at);
    const std::size_t end = at + 8 + length;
    if (u32(file, at + 4) == code("PLTE") && length < kMostPaletteBytes) {
      std::vector<std::uint8_t> whole(file.begin(),
                                      file.begin() + static_cast<std::ptrdiff_t>(end));
      whole[at + 2] = kMostPaletteBytes >> 8;
      whole[at + 3] = kMostPaletteBytes & 255;
      whole.resize(end + kMostPaletteBytes - length);
      whole.insert(whole.end(), file.begin() + static_cast<std::ptrdiff_t>(end), file.end());
      return whole;
    }
    at = end + 4;
  }
  return {};
}

}  // namespace ocelli
