#include "image/bmp_header.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

namespace ocelli {
namespace {

constexpr std::size_t kFileHeaderBytes = 14;
constexpr std::uint32_t kCoreHeader = 12;  // OS/2 1.x
constexpr std::uint32_t kInfoHeader = 40, kOs2Header = 64, kLargestHeader = 124;
constexpr std::size_t kMasksInHeader = kFileHeaderBytes + kInfoHeader;

enum Compression : std::uint32_t { kNone = 0, kRle8 = 1, kRle4 = 2, kMasks = 3, kAlphaMasks = 6 };

Error corrupt(const std::string& what) { return {ErrorCode::kCorruptImage, "BMP: " + what}; }
Error unsupported(const std::string& what) {
  return {ErrorCode::kUnsupportedFormat, "BMP: expected an uncompressed file, got " + what};
}
Error truncated(const char* where) {
  return {ErrorCode::kTruncatedImage, std::string("BMP: the file ends ") + where};
}

std::uint32_t u16(std::span<const std::uint8_t> file, std::size_t at) {
  return file[at] | static_cast<std::uint32_t>(file[at + 1]) << 8;
}
std::uint32_t u32(std::span<const std::uint8_t> file, std::size_t at) {
  return u16(file, at) | u16(file, at + 2) << 16;
}

struct Format {
  std::uint32_t header_bytes;
  std::uint32_t compression;
};

std::optional<Error> check_size(BmpHeader& header, std::int64_t width, std::int64_t height) {
  header.top_down = height < 0;
  const std::int64_t rows = height < 0 ? -height : height;
  if (width < 1 || rows < 1 || rows > std::numeric_limits<int>::max()) {
    return corrupt("size " + std::to_string(width) + " x " + std::to_string(height));
  }
  header.width = static_cast<int>(width);
  header.height = static_cast<int>(rows);
  return std::nullopt;
}

std::optional<Error> check_format(const BmpHeader& header, const Format& format) {
  switch (format.compression) {
    case kNone: break;
    case kRle8:
    case kRle4: return unsupported("a run-length coded one");
    case kMasks:
    case kAlphaMasks:
      if (format.header_bytes == kOs2Header) return unsupported("compression of OS/2");
      if (header.bits == 16 || header.bits == 32) break;
      return corrupt("colour masks with " + std::to_string(header.bits) + " bits a pixel");
    default: return unsupported("compression " + std::to_string(format.compression));
  }
  switch (header.bits) {
    case 1:
    case 4:
    case 8:
    case 16:
    case 24:
    case 32: return std::nullopt;
    case 2: return Error{ErrorCode::kUnsupportedFormat, "BMP: 2 bits a pixel are not read"};
    default: return corrupt(std::to_string(header.bits) + " bits a pixel");
  }
}

// Where masks stand that lie behind a header too short to hold them.
std::size_t mask_bytes_after(const Format& format) {
  if (format.compression == kNone || format.header_bytes != kInfoHeader) return 0;
  return format.compression == kAlphaMasks ? 16 : 12;
}

std::optional<Error> read_masks(std::span<const std::uint8_t> file, const Format& format,
                                BmpHeader& header) {
  if (format.compression == kNone) {
    if (header.bits == 16) header.masks = {0x7C00, 0x03E0, 0x001F, 0};
    if (header.bits == 32) header.masks = {0xFF0000, 0xFF00, 0xFF, 0};
    return std::nullopt;
  }
  const std::size_t end = kFileHeaderBytes + format.header_bytes + mask_bytes_after(format);
  if (file.size() < end) return truncated("inside its header");
  for (std::size_t i = 0; i < 4; ++i) {
    if (kMasksInHeader + 4 * i + 4 <= end) header.masks[i] = u32(file, kMasksInHeader + 4 * i);
  }
  if (header.bits == 16) {
    for (std::uint32_t& mask : header.masks) mask &= 0xFFFF;
  }
  if (header.masks[0] == 0 || header.masks[1] == 0 || header.masks[2] == 0) {
    return corrupt("a colour without a mask");
  }
  return std::nullopt;
}

void find_palette(std::uint32_t colours_used, const Format& format, BmpHeader& header) {
  if (header.bits > 8) return;
  header.palette_at = kFileHeaderBytes + format.header_bytes;
  header.palette_entry_bytes = format.header_bytes == kCoreHeader ? 3 : 4;
  const std::size_t room = (header.pixels_at - header.palette_at) / header.palette_entry_bytes;
  std::size_t entries = std::min<std::size_t>(room, std::size_t{1} << header.bits);
  if (colours_used > 0) entries = std::min<std::size_t>(entries, colours_used);
  header.palette_entries = static_cast<int>(entries);
}

// Reads what both kinds of headers hold, at their own places.
struct Fields {
  std::int64_t width;
  std::int64_t height;
  std::uint32_t planes;
  std::uint32_t bits;
  std::uint32_t compression = kNone;
  std::uint32_t colours_used = 0;
};

Fields read_fields(std::span<const std::uint8_t> file, std::uint32_t header_bytes) {
  if (header_bytes == kCoreHeader) {
    return {u16(file, 18), u16(file, 20), u16(file, 22), u16(file, 24)};
  }
  return {static_cast<std::int32_t>(u32(file, 18)),
          static_cast<std::int32_t>(u32(file, 22)),
          u16(file, 26),
          u16(file, 28),
          u32(file, 30),
          u32(file, 46)};
}

}  // namespace

Result<BmpHeader> read_bmp_header(std::span<const std::uint8_t> file) {
  if (file.size() < kFileHeaderBytes + kCoreHeader) return truncated("inside its header");
  const std::uint32_t header_bytes = u32(file, kFileHeaderBytes);
  if (header_bytes != kCoreHeader &&
      (header_bytes < kInfoHeader || header_bytes > kLargestHeader)) {
    return Error{
        ErrorCode::kUnsupportedFormat,
        "BMP: expected a header of 12 or 40 to 124 bytes, got " + std::to_string(header_bytes)};
  }
  if (file.size() < kFileHeaderBytes + header_bytes) return truncated("inside its header");
  const Fields fields = read_fields(file, header_bytes);
  const Format format{header_bytes, fields.compression};
  BmpHeader header;
  header.bits = static_cast<int>(fields.bits);
  if (auto error = check_size(header, fields.width, fields.height)) return *error;
  if (fields.planes != 1) return corrupt("expected 1 plane, got " + std::to_string(fields.planes));
  if (auto error = check_format(header, format)) return *error;
  if (auto error = read_masks(file, format, header)) return *error;
  header.pixels_at = u32(file, 10);
  if (header.pixels_at < kFileHeaderBytes + header_bytes + mask_bytes_after(format)) {
    return corrupt("pixels that begin inside the header");
  }
  if (header.pixels_at > file.size()) return truncated("before its pixels");
  find_palette(fields.colours_used, format, header);
  return header;
}

}  // namespace ocelli
