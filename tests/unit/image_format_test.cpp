#include <string>

#include <gtest/gtest.h>

#include "image/format.h"
#include "image_fixtures.h"

namespace ocelli {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

using test::bytes_of;
using test::fixture;

PhotoFormat sniffed(std::string_view text) { return sniff_format(bytes_of(text)); }

TEST(SniffFormat, FilesAreKnownByTheirFirstBytes) {
  EXPECT_EQ(sniff_format(fixture("444.jpg")), PhotoFormat::kJpeg);
  EXPECT_EQ(sniff_format(fixture("rgb.png")), PhotoFormat::kPng);
  EXPECT_EQ(sniff_format(fixture("24.bmp")), PhotoFormat::kBmp);
  EXPECT_EQ(sniff_format(fixture("plain.gif")), PhotoFormat::kGif);
  EXPECT_EQ(sniff_format(fixture("grey.pgm")), PhotoFormat::kPnm);
  EXPECT_EQ(sniff_format(fixture("comment.ppm")), PhotoFormat::kPnm);
  EXPECT_EQ(sniffed("GIF87a"), PhotoFormat::kGif);
  EXPECT_EQ(sniffed("RIFF\x10\0\0\0WEBPVP8 "sv), PhotoFormat::kWebp);
  EXPECT_EQ(sniffed("II*\0\x08\0\0\0"sv), PhotoFormat::kTiff);
  EXPECT_EQ(sniffed("MM\0*\0\0\0\x08"sv), PhotoFormat::kTiff);
}

TEST(SniffFormat, IsoMediaFilesAreToldApartByTheirBrand) {
  const auto branded = [](std::string_view brand) {
    return sniffed(
        "\0\0\0\x18"
        "ftyp"s +
        std::string(brand));
  };
  EXPECT_EQ(branded("avif"), PhotoFormat::kAvif);
  EXPECT_EQ(branded("avis"), PhotoFormat::kAvif);
  for (const auto brand : {"heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"}) {
    EXPECT_EQ(branded(brand), PhotoFormat::kHeic) << brand;
  }
  EXPECT_EQ(branded("isom"), PhotoFormat::kUnknown);
}

TEST(SniffFormat, WhatIsTooShortOrAlmostRightIsUnknown) {
  EXPECT_EQ(sniffed(""), PhotoFormat::kUnknown);
  EXPECT_EQ(sniffed("\xFF\xD8"), PhotoFormat::kUnknown);
  EXPECT_EQ(sniffed("\x89PNG\r\n\x1A"), PhotoFormat::kUnknown);
  EXPECT_EQ(sniffed("\x89PNG\n\n\x1A\n"), PhotoFormat::kUnknown);
  EXPECT_EQ(sniffed("GIF88a"), PhotoFormat::kUnknown);
  EXPECT_EQ(sniffed("B"), PhotoFormat::kUnknown);
  EXPECT_EQ(sniffed("RIFF\x10\0\0\0WAVE"sv), PhotoFormat::kUnknown);
  EXPECT_EQ(sniffed("<svg></svg>"), PhotoFormat::kUnknown);
}

TEST(SniffFormat, OnlyBinaryPgmAndPpmAreTakenForPnm) {
  for (const auto magic : {"P5\n1", "P6 1", "P5#x", "P6\t1", "P6\r1"}) {
    EXPECT_EQ(sniffed(magic), PhotoFormat::kPnm) << magic;
  }
  for (const auto magic : {"P1\n", "P2\n", "P3\n", "P4\n", "P7\n", "P5", "P5x", "P55"}) {
    EXPECT_EQ(sniffed(magic), PhotoFormat::kUnknown) << magic;
  }
}

TEST(SniffFormat, EveryFormatHasANameAndFiveAreDecodedByTheCore) {
  using enum PhotoFormat;
  const std::pair<PhotoFormat, std::string_view> names[] = {
      {kJpeg, "jpeg"}, {kPng, "png"},   {kBmp, "bmp"},   {kGif, "gif"},   {kPnm, "pnm"},
      {kWebp, "webp"}, {kAvif, "avif"}, {kHeic, "heic"}, {kTiff, "tiff"}, {kUnknown, "unknown"}};
  int supported = 0;
  for (const auto& [format, name] : names) {
    EXPECT_EQ(format_name(format), name);
    supported += is_supported(format) ? 1 : 0;
  }
  EXPECT_EQ(supported, 5);
  EXPECT_TRUE(is_supported(kPnm));
  EXPECT_FALSE(is_supported(kWebp));
}

}  // namespace
}  // namespace ocelli
