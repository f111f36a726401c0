#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "image/decode.h"
#include "image/gif.h"
#include "image/gif_lzw.h"
#include "image_fixtures.h"

namespace ocelli {
namespace {

using test::Bytes;
using test::bytes_of;
using test::decoded;
using test::error_of;
using test::expected_pixels;
using test::first_bytes;
using test::fixture;
using test::joined;
using test::same_pixels;

const std::vector<std::string> kFixtures = {"plain.gif", "interlaced.gif", "transparent.gif",
                                            "animated.gif"};

// Codes of LZW data, the lowest bits first.
Bytes packed(const std::vector<std::pair<int, int>>& codes) {
  Bytes bytes;
  int filled = 0;
  for (const auto& [code, bits] : codes) {
    for (int bit = 0; bit < bits; ++bit, ++filled) {
      if (filled % 8 == 0) bytes.push_back(0);
      bytes.back() |= static_cast<std::uint8_t>((code >> bit & 1) << filled % 8);
    }
  }
  return bytes;
}

Bytes block(const Bytes& data) {
  return joined({{static_cast<std::uint8_t>(data.size())}, data, {0}});
}

// Six bytes of name, canvas, flags, background, aspect; a palette of black, red, green and blue.
Bytes screen(std::uint8_t width, std::uint8_t height) {
  return joined({bytes_of("GIF89a"),
                 {width, 0, height, 0, 0x81, 0, 0},
                 {0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255}});
}

Bytes frame(std::uint8_t x, std::uint8_t y, std::uint8_t width, std::uint8_t height,
            std::uint8_t flags = 0) {
  return {0x2C, x, 0, y, 0, width, 0, height, 0, flags};
}

// Indices 1, 2, 3, 1 after a clear code of 4, at three bits each; 5 is the end.
const Bytes kFourPixels =
    joined({{2}, block(packed({{4, 3}, {1, 3}, {2, 3}, {3, 3}, {1, 4}, {5, 4}}))});

TEST(DecodeGif, EveryKindShowsWhatPillowShows) {
  for (const std::string& name : kFixtures) {
    EXPECT_TRUE(same_pixels(decoded(fixture(name)), expected_pixels(name))) << name;
  }
}

TEST(DecodeGif, EveryCutBeforeTheFirstFramesEndIsTruncated) {
  for (const char* name : {"plain.gif", "interlaced.gif", "transparent.gif"}) {
    const Bytes file = fixture(name);
    // The last byte ends the file, not the frame.
    for (std::size_t size = 6; size + 1 < file.size(); ++size) {
      const Result<Photo> got = decode(first_bytes(file, size));
      ASSERT_FALSE(got.ok()) << name << " cut to " << size << " of " << file.size();
      ASSERT_EQ(got.error().code, ErrorCode::kTruncatedImage)
          << name << " cut to " << size << ": " << got.error().message;
    }
  }
}

TEST(DecodeGif, AFrameSmallerThanItsCanvasStandsOnWhite) {
  const Image image = decoded(joined({screen(4, 3), frame(1, 1, 2, 2), kFourPixels, {0x3B}}));
  ASSERT_EQ(image.width(), 4);
  ASSERT_EQ(image.height(), 3);
  const Bytes expected = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,  // row 0
                          255, 255, 255, 255, 0,   0,   0,   255, 0,   255, 255, 255,  // red, green
                          255, 255, 255, 0,   0,   255, 255, 0,   0,   255, 255, 255};  // blue, red
  EXPECT_EQ(Bytes(image.bytes().begin(), image.bytes().end()), expected);
}

TEST(DecodeGif, AFramesOwnPaletteAndTransparencyCount) {
  const Bytes control = {0x21, 0xF9, 4, 1, 0, 0, 2, 0};  // index 2 is transparent
  const Bytes own = {9, 9, 9, 10, 20, 30, 8, 8, 8, 40, 50, 60};
  const Image image =
      decoded(joined({screen(2, 2), control, frame(0, 0, 2, 2, 0x81), own, kFourPixels, {0x3B}}));
  EXPECT_EQ(Bytes(image.bytes().begin(), image.bytes().end()),
            (Bytes{10, 20, 30, 255, 255, 255, 40, 50, 60, 10, 20, 30}));
}

TEST(DecodeGif, OtherExtensionsArePassedOver) {
  const Bytes comment = joined({{0x21, 0xFE}, block(bytes_of("a comment"))});
  const Bytes file = joined({screen(2, 2), comment, frame(0, 0, 2, 2), kFourPixels});
  EXPECT_EQ(int{decoded(file).bytes()[0]}, 255);
}

TEST(DecodeGif, DamageIsCorrupt) {
  const auto error = [](const std::vector<Bytes>& parts) {
    return error_of(decode(joined(parts)));
  };
  const Bytes canvas = screen(2, 2);
  EXPECT_EQ(error({screen(0, 2), frame(0, 0, 2, 2), kFourPixels}),
            "corrupt-image: GIF: size 0 x 2");
  EXPECT_EQ(error({canvas, {0x3B}}), "corrupt-image: GIF: no frame");
  EXPECT_EQ(error({canvas, {0x99}, frame(0, 0, 2, 2), kFourPixels}),
            "corrupt-image: GIF: an unknown block");
  EXPECT_EQ(error({canvas, frame(1, 0, 2, 2), kFourPixels}),
            "corrupt-image: GIF: a frame beyond the canvas");
  EXPECT_EQ(error({screen(9, 9), frame(0, 0, 3, 2), kFourPixels}),
            "corrupt-image: GIF: a frame with fewer pixels than its size");
  EXPECT_EQ(error({canvas, frame(0, 0, 2, 2), {9, 0}}),
            "corrupt-image: GIF: an impossible code size");
  EXPECT_EQ(error({canvas, frame(0, 0, 2, 2), {0, 0}}),
            "corrupt-image: GIF: an impossible code size");
  Bytes bare = canvas;
  bare[10] = 0;
  bare.resize(13);
  EXPECT_EQ(error({bare, frame(0, 0, 2, 2), kFourPixels}), "corrupt-image: GIF: no palette");
}

Bytes unpacked(const Bytes& data, int index_bits, std::size_t count) {
  const Result<Bytes> indices = unpack_gif_lzw(data, index_bits, count);
  EXPECT_EQ(error_of(indices), "");
  return indices.ok() ? indices.value() : Bytes{};
}

TEST(GifLzw, StringsGrowAndTheNextCodeMayNameItself) {
  // Bits of 2: clear 4, end 5. 1, then 6 = "1 1" before it is complete, then 7 = "1 1 1".
  const Bytes data = packed({{4, 3}, {1, 3}, {6, 3}, {7, 3}, {5, 4}});
  EXPECT_EQ(unpacked(data, 2, 100), (Bytes{1, 1, 1, 1, 1, 1}));
  EXPECT_EQ(unpacked(data, 2, 4), (Bytes{1, 1, 1, 1}));
}

TEST(GifLzw, AClearCodeForgetsTheStrings) {
  const Bytes data = packed({{4, 3}, {1, 3}, {6, 3}, {4, 3}, {2, 3}, {3, 3}, {6, 3}, {5, 4}});
  EXPECT_EQ(unpacked(data, 2, 100), (Bytes{1, 1, 1, 2, 3, 2, 3}));
}

TEST(GifLzw, CodesStopGrowingAtTwelveBitsAndTheTableStaysFull) {
  // Single indices only: each code adds a string, until 4096 are held. A clear code is not needed.
  std::vector<std::pair<int, int>> codes = {{256, 9}};
  Bytes expected;
  int size = 258;
  for (int i = 0; i < 6000; ++i) {
    const int bits = size <= 511 ? 9 : size <= 1023 ? 10 : size <= 2047 ? 11 : 12;
    codes.emplace_back(i * 7 % 256, bits);
    expected.push_back(static_cast<std::uint8_t>(i * 7));
    if (i > 0 && size < 4096) ++size;
  }
  EXPECT_EQ(unpacked(packed(codes), 8, 6000), expected);
}

TEST(GifLzw, CodesThatNoTableHoldsAreCorrupt) {
  const std::string error = "corrupt-image: GIF: a code that its table does not hold";
  EXPECT_EQ(error_of(unpack_gif_lzw(packed({{4, 3}, {6, 3}}), 2, 9)), error);
  EXPECT_EQ(error_of(unpack_gif_lzw(packed({{4, 3}, {1, 3}, {7, 3}}), 2, 9)), error);
}

TEST(GifLzw, DataThatEndEarlyGiveFewerIndices) {
  EXPECT_EQ(unpacked(packed({{4, 3}, {1, 3}}), 2, 9), (Bytes{1}));
  EXPECT_TRUE(unpacked({}, 2, 9).empty());
}

}  // namespace
}  // namespace ocelli
