#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "image/decode.h"
#include "image/pnm.h"
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
using test::same_pixels;

const std::vector<std::string> kFixtures = {"grey.pgm", "comment.ppm", "15.pgm",
                                            "100.ppm",  "65535.pgm",   "1023.pgm"};

std::string header_error(const std::string& text) {
  return error_of(read_pnm_header(bytes_of(text)));
}

TEST(DecodePnm, EveryKindShowsWhatPillowShows) {
  for (const std::string& name : kFixtures) {
    EXPECT_TRUE(same_pixels(decoded(fixture(name)), expected_pixels(name))) << name;
  }
}

TEST(DecodePnm, EveryCutIsTruncatedAndNeverAnAnswer) {
  for (const std::string& name : kFixtures) {
    const Bytes file = fixture(name);
    for (std::size_t size = 3; size < file.size(); ++size) {
      const Result<Photo> got = decode(first_bytes(file, size));
      ASSERT_FALSE(got.ok()) << name << " cut to " << size << " of " << file.size();
      ASSERT_EQ(got.error().code, ErrorCode::kTruncatedImage) << name << " cut to " << size;
    }
  }
}

TEST(DecodePnm, ACutByLessThanAReadersBufferIsTruncatedToo) {
  // stb_image read 128 bytes at once and took what was missing for read.
  Bytes file = bytes_of("P5\n61 4\n255\n");
  file.resize(file.size() + 244, 77);
  EXPECT_EQ(error_of(decode(file)), "");
  EXPECT_EQ(error_of(decode(first_bytes(file, file.size() - 60))),
            "truncated-image: PNM: the file ends before the picture does");
}

TEST(DecodePnm, EveryLargestValueIsSpreadOverAByteAsPillowSpreadsIt) {
  for (const int most : {1, 2, 3, 7, 100, 254, 255, 256, 1000, 4095, 65534}) {
    const int step = std::max(1, most / 97);
    Bytes samples;
    int count = 0;
    for (int v = 0; v <= most; v += step, ++count) {
      if (most > 255) samples.push_back(static_cast<std::uint8_t>(v >> 8));
      samples.push_back(static_cast<std::uint8_t>(v));
    }
    Bytes file = bytes_of("P5 " + std::to_string(count) + " 1 " + std::to_string(most) + "\n");
    file.insert(file.end(), samples.begin(), samples.end());
    const Image image = decoded(file);
    ASSERT_EQ(image.width(), count);
    for (int i = 0; i < count; ++i) {
      const double exact = static_cast<double>(step * i) * 255 / most;
      EXPECT_LE(std::fabs(image.bytes()[3 * i] - exact), 0.5 + 1e-9) << step * i << " of " << most;
    }
  }
}

TEST(DecodePnm, ASampleAboveTheLargestValueIsWhite) {
  EXPECT_EQ(int{decoded(bytes_of("P5 1 1 15\n\x10")).bytes()[0]}, 255);
  EXPECT_EQ(int{decoded(bytes_of("P5 1 1 1000\n\x03\xE9")).bytes()[0]}, 255);
}

TEST(PnmHeader, WhiteSpaceAndCommentsMayStandBetweenNumbers) {
  const PnmHeader header =
      read_pnm_header(bytes_of("P6#one\n#two\r\n \t\v\f300#three\n 20\n#\n 255 ")).value();
  EXPECT_EQ(header.width, 300);
  EXPECT_EQ(header.height, 20);
  EXPECT_EQ(header.channels, 3);
  EXPECT_EQ(header.max_value, 255);
  EXPECT_EQ(header.data_at, 38U);
}

TEST(PnmHeader, DamageIsCorrupt) {
  EXPECT_EQ(header_error("P5 0 4 255 "), "corrupt-image: PNM: size 0 x 4");
  EXPECT_EQ(header_error("P5 4 0 255 "), "corrupt-image: PNM: size 4 x 0");
  EXPECT_EQ(header_error("P5 x 4 255 "), "corrupt-image: PNM: expected a number as its width");
  EXPECT_EQ(header_error("P5 4 -1 255 "), "corrupt-image: PNM: expected a number as its height");
  EXPECT_EQ(header_error("P5 4 4 ! "),
            "corrupt-image: PNM: expected a number as its largest value");
  EXPECT_EQ(header_error("P5 2147483648 4 255 "),
            "corrupt-image: PNM: its width has too many digits");
  EXPECT_EQ(header_error("P5 99999999999999999999999 4 255 "),
            "corrupt-image: PNM: its width has too many digits");
  EXPECT_EQ(header_error("P5 4 4 0 "),
            "corrupt-image: PNM: expected a largest value of 1 to 65535, got 0");
  EXPECT_EQ(header_error("P5 4 4 65536 "),
            "corrupt-image: PNM: expected a largest value of 1 to 65535, got 65536");
  EXPECT_EQ(header_error("P5 4 4 255x"),
            "corrupt-image: PNM: expected white space after its header");
}

}  // namespace
}  // namespace ocelli
