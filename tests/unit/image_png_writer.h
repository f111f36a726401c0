#pragma once

#include <cstdint>
#include <string_view>

#include "image_fixtures.h"

namespace ocelli::test {

/// CRC-32 of ISO 3309, bit by bit, as the PNG specification defines it.
inline std::uint32_t plain_crc32(const Bytes& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

inline void append_u32(Bytes& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

/// A chunk with its length and checksum.
inline Bytes png_chunk(std::string_view name, const Bytes& data) {
  Bytes named = bytes_of(name);
  named.insert(named.end(), data.begin(), data.end());
  Bytes chunk;
  append_u32(chunk, static_cast<std::uint32_t>(data.size()));
  chunk.insert(chunk.end(), named.begin(), named.end());
  append_u32(chunk, plain_crc32(named));
  return chunk;
}

/// IHDR of a picture.
inline Bytes png_header(std::uint32_t width, std::uint32_t height, std::uint8_t bits,
                        std::uint8_t colour, std::uint8_t interlace = 0) {
  Bytes data;
  append_u32(data, width);
  append_u32(data, height);
  data.insert(data.end(), {bits, colour, 0, 0, interlace});
  return png_chunk("IHDR", data);
}

/// A file of these chunks.
inline Bytes png_file(const std::vector<Bytes>& chunks) {
  Bytes file = bytes_of("\x89PNG\r\n\x1A\n");
  for (const Bytes& chunk : chunks) file.insert(file.end(), chunk.begin(), chunk.end());
  return file;
}

/// A deflate stream of one stored block.
inline Bytes stored_zlib(const Bytes& data) {
  const auto size = static_cast<std::uint16_t>(data.size());
  Bytes stream = {0x78, 0x01, 0x01};
  for (const int part : {size & 255, size >> 8, ~size & 255, (~size >> 8) & 255}) {
    stream.push_back(static_cast<std::uint8_t>(part));
  }
  stream.insert(stream.end(), data.begin(), data.end());
  std::uint32_t a = 1, b = 0;  // Adler-32
  for (const std::uint8_t byte : data) a = (a + byte) % 65521, b = (b + a) % 65521;
  append_u32(stream, b << 16 | a);
  return stream;
}

}  // namespace ocelli::test
