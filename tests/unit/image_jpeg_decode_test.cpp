#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "image/decode.h"
#include "image/jpeg/decoder.h"
#include "image_jpeg_writer.h"

namespace ocelli {
namespace {

using test::Bytes;
using test::decoded;
using test::error_of;
using test::expected_pixels;
using test::first_bytes;
using test::fixture;
using test::same_pixels;

constexpr std::uint8_t kSof0 = 0xC0, kDht = 0xC4, kSos = 0xDA, kDqt = 0xDB, kDri = 0xDD;

const std::vector<std::string> kFixtures = {"444.jpg",
                                            "422.jpg",
                                            "420.jpg",
                                            "440.jpg",
                                            "third.jpg",
                                            "411-restart.jpg",
                                            "luma-subsampled.jpg",
                                            "grey.jpg",
                                            "noise.jpg",
                                            "progressive.jpg",
                                            "progressive-restart.jpg",
                                            "restart.jpg",
                                            "optimized.jpg",
                                            "rgb.jpg",
                                            "cmyk.jpg",
                                            "cmyk-progressive.jpg",
                                            "cmyk-plain.jpg",
                                            "ycck.jpg"};

TEST(DecodeJpeg, EveryKindEqualsLibjpegTurboWholeAndReduced) {
  for (const std::string& name : kFixtures) {
    const Bytes file = fixture(name);
    for (const int shrink : {1, 2, 4, 8}) {
      const Result<Image> got = jpeg::decode(file, shrink);
      ASSERT_TRUE(got.ok()) << name << ": " << got.error().message;
      const std::string suffix = shrink == 1 ? "" : "." + std::to_string(shrink);
      EXPECT_TRUE(same_pixels(got.value(), expected_pixels(name + suffix))) << name << suffix;
    }
  }
}

TEST(DecodeJpeg, SmallPicturesEqualLibjpegTurboToo) {
  for (const auto& [name, shrinks] :
       {std::pair<std::string, int>{"narrow.jpg", 4}, {"pixel.jpg", 1}}) {
    for (int shrink = 1; shrink <= shrinks; shrink *= 2) {
      const std::string suffix = shrink == 1 ? "" : "." + std::to_string(shrink);
      EXPECT_TRUE(
          same_pixels(jpeg::decode(fixture(name), shrink).value(), expected_pixels(name + suffix)))
          << name << suffix;
    }
  }
  for (const int shrink : {2, 4, 8}) {
    const Image pixel = jpeg::decode(fixture("pixel.jpg"), shrink).value();
    EXPECT_EQ(pixel.width(), 1);
    EXPECT_EQ(pixel.height(), 1);
  }
}

TEST(DecodeJpeg, TheHeaderSaysWhatTheFileHolds) {
  const jpeg::Header header = jpeg::read_header(fixture("progressive.jpg")).value();
  EXPECT_EQ(header.width, 45);
  EXPECT_EQ(header.height, 31);
  EXPECT_TRUE(header.progressive);
  EXPECT_EQ(header.components, 3);
  EXPECT_EQ(header.samples_per_pixel, 1.5);
  EXPECT_EQ(header.orientation, 1);
  EXPECT_EQ(jpeg::read_header(fixture("cmyk.jpg")).value().components, 4);
  EXPECT_EQ(jpeg::read_header(fixture("cmyk.jpg")).value().samples_per_pixel, 4);
  EXPECT_EQ(jpeg::read_header(fixture("grey.jpg")).value().samples_per_pixel, 1);
  EXPECT_FALSE(jpeg::read_header(fixture("422.jpg")).value().progressive);
  EXPECT_EQ(jpeg::read_header(fixture("422.jpg")).value().samples_per_pixel, 2);
}

TEST(DecodeJpeg, EveryCutOfEveryKindIsTruncatedAndNeverAnAnswer) {
  for (const std::string& name : kFixtures) {
    const Bytes file = fixture(name);
    for (std::size_t size = 3; size < file.size(); ++size) {
      const Result<Photo> got = decode(first_bytes(file, size));
      ASSERT_FALSE(got.ok()) << name << " cut to " << size << " of " << file.size() << " bytes";
      ASSERT_EQ(got.error().code, ErrorCode::kTruncatedImage)
          << name << " cut to " << size << ": " << got.error().message;
    }
  }
}

TEST(DecodeJpeg, WhatFollowsTheEndMarkerIsIgnored) {
  const Bytes file =
      test::joined({fixture("progressive.jpg"), Bytes(1000, 0xFF), fixture("444.jpg")});
  EXPECT_TRUE(same_pixels(decoded(file), expected_pixels("progressive.jpg")));
}

TEST(DecodeJpeg, ACutSaysHowFarItCame) {
  const Bytes file = fixture("444.jpg");
  EXPECT_EQ(error_of(decode(first_bytes(file, file.size() - 600))),
            "truncated-image: JPEG: the data ends in block row 3 of 4");
  EXPECT_EQ(error_of(decode(first_bytes(file, 100))),
            "truncated-image: JPEG: the file ends before the picture does");
}

TEST(DecodeJpeg, AMissingOrWrongRestartMarkerIsCorrupt) {
  const Bytes file = fixture("restart.jpg");
  const std::size_t scan = test::find_segment(file, kSos);
  std::size_t first = scan + test::segment_bytes(file, scan);
  while (file[first] != 0xFF || file[first + 1] == 0) ++first;
  ASSERT_EQ(file[first + 1], 0xD0);
  const std::string missing =
      "corrupt-image: JPEG: a restart marker is missing in block row 2 of 2";
  EXPECT_EQ(error_of(decode(test::with_byte(file, first + 1, 0xD1))), missing);
  EXPECT_EQ(error_of(decode(test::with_byte(file, first + 1, 0xD9))), missing);
  EXPECT_NE(error_of(decode(test::without_part(file, first, 2))), "");
  // Bytes before a restart marker that no block needs do no harm.
  EXPECT_TRUE(same_pixels(decoded(test::with_inserted(file, first, {1, 2, 3})),
                          expected_pixels("restart.jpg")));
}

TEST(DecodeJpeg, BitsThatAreNoCodeAreCorrupt) {
  Bytes file = fixture("444.jpg");
  const std::size_t scan = test::find_segment(file, kSos);
  const std::size_t data = scan + test::segment_bytes(file, scan);
  for (std::size_t i = 0; i < 16; i += 2) file[data + i] = 0xFF, file[data + i + 1] = 0;
  EXPECT_EQ(error_of(decode(file)),
            "corrupt-image: JPEG: bits that are no Huffman code in block row 1 of 4");
}

TEST(DecodeJpeg, TablesAndFramesOutOfPlaceAreErrors) {
  const Bytes file = fixture("444.jpg");
  const auto error_without = [&](std::uint8_t marker) {
    Bytes less = file;
    for (int n = 0; n < 4; ++n) {
      // Files hold one DQT or DHT a table.
      std::size_t at = 2;
      while (less[at + 1] != marker && less[at + 1] != kSos) at += test::segment_bytes(less, at);
      if (less[at + 1] == marker)
        less = test::without_part(less, at, test::segment_bytes(less, at));
    }
    return error_of(decode(less));
  };
  EXPECT_EQ(error_without(kDqt), "corrupt-image: JPEG: scan without its quantization table");
  EXPECT_EQ(error_without(kDht), "corrupt-image: JPEG: scan without its DC Huffman table");
  EXPECT_EQ(error_without(kSof0), "corrupt-image: JPEG: a scan before the frame header");
  const std::size_t frame = test::find_segment(file, kSof0);
  const Bytes sof(
      file.begin() + static_cast<std::ptrdiff_t>(frame),
      file.begin() + static_cast<std::ptrdiff_t>(frame + test::segment_bytes(file, frame)));
  EXPECT_EQ(error_of(decode(test::with_inserted(file, frame, sof))),
            "unsupported-format: JPEG: more than one frame");
  const std::size_t end = file.size() - 2;
  EXPECT_EQ(error_of(decode(test::with_inserted(file, end, sof))),
            "unsupported-format: JPEG: more than one frame");
  EXPECT_EQ(error_of(decode(test::joined({{0xFF, 0xD8, 0xFF, 0xD9}}))),
            "truncated-image: JPEG: the file ends before its first scan");
}

TEST(DecodeJpeg, AComponentWithoutAScanIsTruncated) {
  const Bytes file = fixture("440.jpg");
  // The file holds a scan for each component: the last one is taken away.
  std::size_t last = file.size() - 2;
  while (file[last] != 0xFF || file[last + 1] != kSos) --last;
  const Bytes less = test::without_part(file, last, file.size() - 2 - last);
  EXPECT_EQ(error_of(decode(less)), "truncated-image: JPEG: a component has no scan");
}

TEST(DecodeJpeg, ArithmeticCodingAndTwelveBitsAreUnsupported) {
  const Bytes file = fixture("420.jpg");
  const std::size_t frame = test::find_segment(file, kSof0);
  EXPECT_EQ(error_of(decode(test::with_byte(file, frame + 1, 0xC9))),
            "unsupported-format: JPEG: expected a baseline or progressive Huffman-coded file, got "
            "frame type 9");
  EXPECT_EQ(error_of(decode(test::with_byte(file, frame + 4, 12))),
            "unsupported-format: JPEG: expected 8 bits a sample, got 12");
}

TEST(DecodeJpeg, ThousandsOfScansAreRefused) {
  const Bytes file = fixture("grey.jpg");
  const std::size_t scan = test::find_segment(file, kSos);
  const Bytes again(file.begin() + static_cast<std::ptrdiff_t>(scan), file.end() - 2);
  const auto repeated = [&](int scans) {
    Bytes all = first_bytes(file, scan);
    for (int i = 0; i < scans; ++i) all.insert(all.end(), again.begin(), again.end());
    return test::joined({all, {0xFF, 0xD9}});
  };
  EXPECT_TRUE(same_pixels(decoded(repeated(100)), expected_pixels("grey.jpg")));
  EXPECT_EQ(error_of(decode(repeated(101))), "corrupt-image: JPEG: more than 100 scans");
}

TEST(DecodeJpeg, TheRestartIntervalMayBeTakenBack) {
  const Bytes file = fixture("444.jpg");
  const Bytes off = test::jpeg_segment(kDri, {0, 0});
  EXPECT_TRUE(same_pixels(decoded(test::with_inserted(file, 2, off)), expected_pixels("444.jpg")));
}

}  // namespace
}  // namespace ocelli
