#include <chrono>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "image/decode.h"
#include "image_jpeg_writer.h"
#include "image_png_writer.h"

namespace ocelli {
namespace {

using test::Bytes;
using test::bytes_of;
using test::error_of;
using test::fixture;
using test::png_chunk;
using test::png_file;
using test::png_header;

// A fixture that claims another size.
Bytes jpeg_of(const std::string& name, int width, int height) {
  Bytes file = fixture(name);
  const std::size_t at =
      test::find_segment(file, name.find("progressive") == std::string::npos ? 0xC0 : 0xC2);
  file[at + 5] = static_cast<std::uint8_t>(height >> 8);
  file[at + 6] = static_cast<std::uint8_t>(height);
  file[at + 7] = static_cast<std::uint8_t>(width >> 8);
  file[at + 8] = static_cast<std::uint8_t>(width);
  return file;
}

Bytes png_of(std::uint32_t width, std::uint32_t height, std::uint8_t bits, std::uint8_t colour,
             std::uint8_t interlace = 0, const Bytes& more = {}) {
  return png_file({png_header(width, height, bits, colour, interlace), more,
                   png_chunk("IDAT", {1, 2}), png_chunk("IEND", {})});
}

Bytes bmp_of(std::uint32_t width, std::uint32_t height) {
  Bytes file = fixture("24.bmp");
  for (int i = 0; i < 4; ++i) {
    file[18 + i] = static_cast<std::uint8_t>(width >> (8 * i));
    file[22 + i] = static_cast<std::uint8_t>(height >> (8 * i));
  }
  return file;
}

Bytes gif_of(int width, int height) {
  Bytes file = fixture("plain.gif");
  file[6] = static_cast<std::uint8_t>(width);
  file[7] = static_cast<std::uint8_t>(width >> 8);
  file[8] = static_cast<std::uint8_t>(height);
  file[9] = static_cast<std::uint8_t>(height >> 8);
  return file;
}

Bytes pnm_of(int width, int height) {
  return bytes_of("P6 " + std::to_string(width) + " " + std::to_string(height) + " 255\n...");
}

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST(DecodeLimits, AHeaderOf50000SquaredIsRefusedBeforeAnythingIsAllocated) {
  const std::string expected =
      "image-too-large: photo: expected at most 100 megapixels, got 50000 x 50000 (2500)";
  const long before_kb = peak_kilobytes();
  const auto start = std::chrono::steady_clock::now();
  for (const Bytes& file : {jpeg_of("420.jpg", 50000, 50000),
                            jpeg_of("progressive.jpg", 50000, 50000), png_of(50000, 50000, 8, 2),
                            bmp_of(50000, 50000), gif_of(50000, 50000), pnm_of(50000, 50000)}) {
    EXPECT_EQ(error_of(decode(file)), expected);
  }
  EXPECT_LT(peak_kilobytes() - before_kb, 20000) << "a whole picture takes gigabytes";
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

TEST(DecodeLimits, MegapixelsAreCountedAsStored) {
  const DecodeLimits roomy{100, 1e6};
  EXPECT_EQ(error_of(read_header(jpeg_of("420.jpg", 10000, 10000), roomy)), "");
  EXPECT_EQ(error_of(read_header(jpeg_of("420.jpg", 10001, 10000), roomy)),
            "image-too-large: photo: expected at most 100 megapixels, got 10001 x 10000 (101)");
  EXPECT_EQ(error_of(read_header(fixture("420.jpg"), {0.001395, 512})), "") << "45 x 31";
  EXPECT_EQ(error_of(read_header(fixture("420.jpg"), {0.001394, 512})),
            "image-too-large: photo: expected at most 1 megapixels, got 45 x 31 (1)");
}

// The smallest memory limit, in bytes, that lets a file pass.
double needed_bytes(const Bytes& file, int shrink = 1) {
  double low = 0, high = 1e10;
  while (high - low > 0.5) {
    const double middle = (low + high) / 2;
    (read_header(file, {1e5, middle / 1e6}, shrink).ok() ? high : low) = middle;
  }
  return high;
}

TEST(DecodeLimits, JpegKeepsItsSamplesAndItsPicture) {
  const double pixels = 8000.0 * 6000.0;
  EXPECT_NEAR(needed_bytes(jpeg_of("420.jpg", 8000, 6000)), pixels * (1.5 + 3), 1);
  EXPECT_NEAR(needed_bytes(jpeg_of("444.jpg", 8000, 6000)), pixels * (3 + 3), 1);
  EXPECT_NEAR(needed_bytes(jpeg_of("grey.jpg", 8000, 6000)), pixels * (1 + 3), 1);
  EXPECT_NEAR(needed_bytes(jpeg_of("cmyk.jpg", 8000, 6000)), pixels * (4 + 3), 1);
  EXPECT_NEAR(needed_bytes(jpeg_of("420.jpg", 8000, 6000), 4), pixels / 16 * (3 + 3), 1);
}

TEST(DecodeLimits, AProgressiveJpegKeepsItsCoefficientsWhateverTheShrink) {
  const double pixels = 8000.0 * 6000.0;
  const Bytes fine = jpeg_of("progressive-restart.jpg", 8000, 6000);
  EXPECT_NEAR(needed_bytes(fine), pixels * (2 * 3 + 3), 1);
  EXPECT_NEAR(needed_bytes(fine, 8), pixels * (2 * 3 + 3.0 / 64), 1);
  EXPECT_NEAR(needed_bytes(jpeg_of("cmyk-progressive.jpg", 8000, 6000)), pixels * (2 * 4 + 4), 1);
  EXPECT_EQ(error_of(decode(jpeg_of("progressive-restart.jpg", 10000, 10000))),
            "image-too-large: photo: decoding may take at most 512 MB of memory, 10000 x 10000 "
            "would take 900");
}

TEST(DecodeLimits, TurningAPictureTakesItTwice) {
  const Bytes exif =
      test::jpeg_segment(0xE1, {'E', 'x', 'i', 'f',  0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
                                0,   1,   1,   0x12, 0, 3, 0,   0,   0, 1,  0, 6, 0, 0});
  const Bytes turned = test::with_inserted(jpeg_of("444.jpg", 8000, 6000), 2, exif);
  EXPECT_NEAR(needed_bytes(turned), 8000.0 * 6000.0 * (3 + 6), 1);
}

TEST(DecodeLimits, PngIsInflatedThenUnfiltered) {
  const double pixels = 6000.0 * 5000.0;
  EXPECT_NEAR(needed_bytes(png_of(6000, 5000, 8, 2)), pixels * (3 + 3), 1);
  EXPECT_NEAR(needed_bytes(png_of(6000, 5000, 8, 6)), pixels * (4 + 4), 1);
  EXPECT_NEAR(needed_bytes(png_of(6000, 5000, 8, 0)), pixels * (1 + 3), 1);
  EXPECT_NEAR(needed_bytes(png_of(6000, 5000, 16, 6)), pixels * (8 + 8), 1);
  EXPECT_NEAR(needed_bytes(png_of(6000, 5000, 8, 2, 1)), pixels * (3 + 3 + 3), 1);
  EXPECT_NEAR(needed_bytes(png_of(6000, 5000, 8, 2, 0, png_chunk("tRNS", Bytes(6)))),
              pixels * (4 + 3), 1);
  EXPECT_NEAR(needed_bytes(png_of(6000, 5000, 1, 3, 0, png_chunk("PLTE", Bytes(3)))),
              pixels * (4 + 3), 1);
}

TEST(DecodeLimits, OtherFormatsTakeTheirPicture) {
  EXPECT_NEAR(needed_bytes(bmp_of(6000, 5000)), 9e7, 1);
  EXPECT_NEAR(needed_bytes(pnm_of(6000, 5000)), 9e7, 1);
  EXPECT_NEAR(needed_bytes(gif_of(6000, 5000)), 12e7, 1);
}

}  // namespace
}  // namespace ocelli
