#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "image/bmp.h"
#include "image/bmp_header.h"
#include "image/decode.h"
#include "image_fixtures.h"

namespace ocelli {
namespace {

using test::Bytes;
using test::decoded;
using test::error_of;
using test::expected_pixels;
using test::first_bytes;
using test::fixture;
using test::same_pixels;

const std::vector<std::string> kFixtures = {
    "1.bmp",   "4.bmp",  "8.bmp",           "8-gap.bmp",     "8-os2.bmp",    "555.bmp",
    "565.bmp", "24.bmp", "24-top-down.bmp", "32-unused.bmp", "32-alpha.bmp", "4444.bmp"};

TEST(DecodeBmp, EveryKindShowsWhatPillowShows) {
  for (const std::string& name : kFixtures) {
    EXPECT_TRUE(same_pixels(decoded(fixture(name)), expected_pixels(name))) << name;
  }
}

TEST(DecodeBmp, EveryCutIsTruncatedAndNeverAnAnswer) {
  for (const std::string& name : kFixtures) {
    const Bytes file = fixture(name);
    const int bits = read_bmp_header(file).value().bits;
    // What fills up the last row may be missing.
    const std::size_t filling = (4 - (21 * bits + 7) / 8 % 4) % 4;
    for (std::size_t size = 2; size < file.size() - filling; ++size) {
      const Result<Photo> got = decode(first_bytes(file, size));
      ASSERT_FALSE(got.ok()) << name << " cut to " << size << " of " << file.size();
      ASSERT_EQ(got.error().code, ErrorCode::kTruncatedImage)
          << name << " cut to " << size << ": " << got.error().message;
    }
    EXPECT_TRUE(
        same_pixels(decoded(first_bytes(file, file.size() - filling)), expected_pixels(name)));
  }
}

// A file's header with one of its little-endian numbers changed.
Bytes with_number(const std::string& name, std::size_t at, int bytes, std::uint32_t value) {
  Bytes file = fixture(name);
  for (int i = 0; i < bytes; ++i) file[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
  return file;
}

std::string error_with(const std::string& name, std::size_t at, int bytes, std::uint32_t value) {
  return error_of(decode(with_number(name, at, bytes, value)));
}

constexpr std::size_t kPixelsAt = 10, kHeaderBytes = 14, kWidth = 18, kHeight = 22, kPlanes = 26,
                      kBits = 28, kCompression = 30, kColoursUsed = 46, kMasks = 54;

TEST(DecodeBmp, ImpossibleSizesAreCorrupt) {
  EXPECT_EQ(error_with("24.bmp", kWidth, 4, 0), "corrupt-image: BMP: size 0 x 13");
  EXPECT_EQ(error_with("24.bmp", kWidth, 4, 0xFFFFFFFF), "corrupt-image: BMP: size -1 x 13");
  EXPECT_EQ(error_with("24.bmp", kHeight, 4, 0), "corrupt-image: BMP: size 21 x 0");
  EXPECT_EQ(error_with("24.bmp", kHeight, 4, 0x80000000),
            "corrupt-image: BMP: size 21 x -2147483648");
  EXPECT_EQ(error_with("8-os2.bmp", 20, 2, 0), "corrupt-image: BMP: size 21 x 0");
}

TEST(DecodeBmp, ContradictionsAreCorrupt) {
  EXPECT_EQ(error_with("24.bmp", kPlanes, 2, 2), "corrupt-image: BMP: expected 1 plane, got 2");
  EXPECT_EQ(error_with("24.bmp", kBits, 2, 7), "corrupt-image: BMP: 7 bits a pixel");
  EXPECT_EQ(error_with("24.bmp", kCompression, 4, 3),
            "corrupt-image: BMP: colour masks with 24 bits a pixel");
  EXPECT_EQ(error_with("24.bmp", kPixelsAt, 4, 53),
            "corrupt-image: BMP: pixels that begin inside the header");
  EXPECT_EQ(error_with("565.bmp", kPixelsAt, 4, 65),
            "corrupt-image: BMP: pixels that begin inside the header");
  EXPECT_EQ(error_with("565.bmp", kMasks, 4, 0), "corrupt-image: BMP: a colour without a mask");
  EXPECT_EQ(error_with("565.bmp", kMasks + 4, 4, 0xFFFF0000),
            "corrupt-image: BMP: a colour without a mask");
  EXPECT_EQ(error_with("24.bmp", kPixelsAt, 4, 0xFFFFFFFF),
            "truncated-image: BMP: the file ends before its pixels");
}

TEST(DecodeBmp, CompressedAndUnknownKindsAreUnsupported) {
  const std::string rle =
      "unsupported-format: BMP: expected an uncompressed file, got a run-length coded one";
  EXPECT_EQ(error_with("8.bmp", kCompression, 4, 1), rle);
  EXPECT_EQ(error_with("4.bmp", kCompression, 4, 2), rle);
  EXPECT_EQ(error_with("24.bmp", kCompression, 4, 4),
            "unsupported-format: BMP: expected an uncompressed file, got compression 4");
  EXPECT_EQ(error_with("24.bmp", kBits, 2, 2),
            "unsupported-format: BMP: 2 bits a pixel are not read");
  EXPECT_EQ(error_with("24.bmp", kHeaderBytes, 4, 16),
            "unsupported-format: BMP: expected a header of 12 or 40 to 124 bytes, got 16");
  EXPECT_EQ(error_with("24.bmp", kHeaderBytes, 4, 128),
            "unsupported-format: BMP: expected a header of 12 or 40 to 124 bytes, got 128");
}

TEST(DecodeBmp, AnIndexBeyondThePaletteIsBlack) {
  const Image few = decoded(with_number("8.bmp", kColoursUsed, 4, 40));
  const Image all = decoded(fixture("8.bmp"));
  const Bytes file = fixture("8.bmp");
  const std::size_t pixels = read_bmp_header(file).value().pixels_at;
  int black = 0;
  for (int y = 0; y < 13; ++y) {
    for (int x = 0; x < 21; ++x) {
      const int index = file[pixels + static_cast<std::size_t>(24 * (12 - y) + x)];
      for (int c = 0; c < 3; ++c) {
        EXPECT_EQ(int{few.row(y)[3 * x + c]}, index < 40 ? int{all.row(y)[3 * x + c]} : 0);
      }
      black += index < 40 ? 0 : 1;
    }
  }
  EXPECT_GT(black, 50);
}

TEST(DecodeBmp, AnAlphaThatIsZeroEverywhereIsNone) {
  Bytes file = fixture("32-alpha.bmp");
  const Image opaque = decoded(fixture("32-unused.bmp"));
  for (std::size_t at = read_bmp_header(file).value().pixels_at + 3; at < file.size(); at += 4) {
    file[at] = 0;
  }
  EXPECT_TRUE(same_pixels(decoded(file), opaque));
}

TEST(DecodeBmp, MasksOfAnyWidthAreSpreadOverAByte) {
  // Ten bits of red, two of green, one of blue in one pixel of 32 bits.
  Bytes file = fixture("565.bmp");
  file.resize(66);
  const auto put = [&](std::size_t at, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) file[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
  };
  put(kWidth, 1);
  put(kHeight, 1);
  file[kBits] = 32;
  put(kMasks, 0xFFC00000);
  put(kMasks + 4, 0x3);
  put(kMasks + 8, 0x100);
  file.resize(70);
  put(66, 512U << 22 | 0x100 | 2);
  const Image pixel = decoded(file);
  ASSERT_EQ(pixel.size_bytes(), 3U);
  EXPECT_EQ(int{pixel.bytes()[0]}, 512 * 255 / 1023);
  EXPECT_EQ(int{pixel.bytes()[1]}, 170);
  EXPECT_EQ(int{pixel.bytes()[2]}, 255);
}

TEST(BmpHeader, WhatTheFileSaysIsRead) {
  const BmpHeader header = read_bmp_header(fixture("24-top-down.bmp")).value();
  EXPECT_EQ(header.width, 21);
  EXPECT_EQ(header.height, 13);
  EXPECT_TRUE(header.top_down);
  EXPECT_EQ(header.bits, 24);
  EXPECT_EQ(header.pixels_at, 54U);
  EXPECT_EQ(header.palette_entries, 0);
  const BmpHeader os2 = read_bmp_header(fixture("8-os2.bmp")).value();
  EXPECT_EQ(os2.palette_at, 26U);
  EXPECT_EQ(os2.palette_entry_bytes, 3);
  EXPECT_EQ(os2.palette_entries, 256);
  EXPECT_EQ(read_bmp_header(fixture("8-gap.bmp")).value().palette_entries, 90);
  EXPECT_EQ(read_bmp_header(fixture("4444.bmp")).value().masks,
            (std::array<std::uint32_t, 4>{0xF00, 0xF0, 0xF, 0xF000}));
}

}  // namespace
}  // namespace ocelli
