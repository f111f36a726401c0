#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "image/decode.h"
#include "image_png_writer.h"

namespace ocelli {
namespace {

using test::Bytes;
using test::decoded;
using test::error_of;
using test::expected_pixels;
using test::first_bytes;
using test::fixture;
using test::png_chunk;
using test::png_file;
using test::png_header;
using test::same_pixels;

const std::vector<std::string> kFixtures = {
    "rgb.png",      "rgba.png",     "grey.png",     "grey-alpha.png",    "interlaced.png",
    "palette1.png", "palette2.png", "palette4.png", "palette-alpha.png", "colour-key.png",
    "grey1.png",    "grey2.png",    "grey4.png",    "palette-short.png", "orientation6.png",
    "grey16.png",   "rgb16.png",    "rgba16.png",   "grey-alpha16.png"};

TEST(DecodePng, EveryKindShowsWhatPillowShows) {
  for (const std::string& name : kFixtures) {
    EXPECT_TRUE(same_pixels(decoded(fixture(name)), expected_pixels(name))) << name;
  }
}

TEST(DecodePng, EveryCutIsTruncatedAndNeverAnAnswer) {
  for (const std::string& name : kFixtures) {
    const Bytes file = fixture(name);
    for (std::size_t size = 8; size < file.size(); ++size) {
      const Result<Photo> got = decode(first_bytes(file, size));
      ASSERT_FALSE(got.ok()) << name << " cut to " << size;
      ASSERT_EQ(got.error().code, ErrorCode::kTruncatedImage) << name << " cut to " << size;
    }
  }
}

TEST(DecodePng, EveryFlippedBitIsNoticedOrChangesNothing) {
  const Bytes file = fixture("palette4.png");
  const Image pixels = decoded(file);
  for (std::size_t at = 8; at < file.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = file;
      damaged[at] ^= static_cast<std::uint8_t>(1 << bit);
      const Result<Photo> got = decode(damaged);
      // A chunk that turns into an optional one is passed over.
      if (!got.ok()) continue;
      EXPECT_TRUE(same_pixels(got.value().pixels, pixels)) << at << ", bit " << bit;
    }
  }
}

TEST(DecodePng, TheOrientationOfExifIsApplied) {
  const Photo photo = decode(fixture("orientation6.png")).value();
  EXPECT_EQ(photo.orientation, 6);
  EXPECT_EQ(photo.width, 17);
  EXPECT_EQ(photo.height, 23);
}

TEST(DecodePng, AnIndexBeyondThePaletteIsBlack) {
  // Two pixels of indices 0 and 200; the palette has one colour.
  const Bytes file =
      png_file({png_header(2, 1, 8, 3), png_chunk("PLTE", {10, 20, 30}),
                png_chunk("IDAT", test::stored_zlib({0, 0, 200})), png_chunk("IEND", {})});
  const Image pixels = decoded(file);
  ASSERT_EQ(pixels.size_bytes(), 6U);
  EXPECT_EQ(Bytes(pixels.bytes().begin(), pixels.bytes().end()), (Bytes{10, 20, 30, 0, 0, 0}));
}

TEST(DecodePng, TooFewPixelsAndABrokenStreamAreCorrupt) {
  const auto error = [](const Bytes& stream) {
    return error_of(decode(
        png_file({png_header(3, 2, 8, 0), png_chunk("IDAT", stream), png_chunk("IEND", {})})));
  };
  const std::string corrupt = "corrupt-image: PNG: the file contradicts its format";
  EXPECT_EQ(error(test::stored_zlib({0, 1, 2, 3, 0, 4, 5, 6})), "");
  EXPECT_EQ(error(test::stored_zlib({0, 1, 2, 3, 0, 4, 5})), corrupt);
  EXPECT_EQ(error(test::stored_zlib({0, 1, 2, 3, 9, 4, 5, 6})), corrupt) << "filter 9";
  EXPECT_EQ(error({0x78, 0x01}), corrupt);
  EXPECT_EQ(error({0x78, 0x01, 0x07, 0, 0, 0}), corrupt) << "block type 3";
  EXPECT_EQ(error({}), corrupt);
}

TEST(DecodePng, EmptyChunksOfDataDoNoHarm) {
  const Bytes data = test::stored_zlib({0, 1, 2, 3, 0, 4, 5, 6});
  const Bytes none = png_chunk("IDAT", {});
  const Bytes file = png_file(
      {png_header(3, 2, 8, 0), none, png_chunk("IDAT", data), none, png_chunk("IEND", {})});
  EXPECT_EQ(int{decoded(file).bytes()[15]}, 6);
}

}  // namespace
}  // namespace ocelli
