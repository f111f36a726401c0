#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "image/alpha.h"
#include "image/decode.h"
#include "image/orient.h"
#include "image_jpeg_writer.h"

namespace ocelli {
namespace {

using namespace std::string_view_literals;

using test::Bytes;
using test::bytes_of;
using test::decoded;
using test::error_of;
using test::fixture;
using test::same_pixels;

// APP1 with a TIFF directory of one entry.
Bytes exif_segment(std::uint8_t orientation) {
  return test::jpeg_segment(0xE1,
                            {'E', 'x', 'i', 'f',  0, 0, 'M', 'M', 0, 42, 0, 0,           0, 8,
                             0,   1,   1,   0x12, 0, 3, 0,   0,   0, 1,  0, orientation, 0, 0});
}

Bytes with_segments(const std::string& name, const std::vector<Bytes>& segments) {
  return test::with_inserted(fixture(name), 2, test::joined(segments));
}

TEST(Decode, EveryOrientationOfAJpegIsAppliedOnce) {
  for (std::uint8_t orientation = 1; orientation <= 8; ++orientation) {
    const Bytes file = with_segments("422.jpg", {exif_segment(orientation)});
    for (const int shrink : {1, 4}) {
      const Result<Photo> photo = decode(file, {}, shrink);
      ASSERT_TRUE(photo.ok());
      EXPECT_EQ(photo.value().orientation, orientation);
      EXPECT_EQ(photo.value().width, orientation >= 5 ? 31 : 45);
      EXPECT_EQ(photo.value().height, orientation >= 5 ? 45 : 31);
      EXPECT_EQ(photo.value().shrink, shrink);
      Image stored = decode(fixture("422.jpg"), {}, shrink).value().pixels;
      EXPECT_TRUE(same_pixels(photo.value().pixels, orient(std::move(stored), orientation).value()))
          << "orientation " << int{orientation} << ", shrink " << shrink;
    }
  }
}

TEST(Decode, TheFirstOrientationThatTurnsIsTheOneThatCounts) {
  const Bytes xmp = test::jpeg_segment(0xE1, bytes_of("http://ns.adobe.com/xap/1.0/"));
  EXPECT_EQ(decode(with_segments("grey.jpg", {xmp, exif_segment(6)})).value().orientation, 6);
  EXPECT_EQ(decode(with_segments("grey.jpg", {exif_segment(6), xmp})).value().orientation, 6);
  EXPECT_EQ(
      decode(with_segments("grey.jpg", {exif_segment(8), exif_segment(3)})).value().orientation, 8);
}

TEST(Decode, APhotoSaysWhatItWas) {
  const Photo jpeg = decode(fixture("420.jpg"), {}, 8).value();
  EXPECT_EQ(jpeg.format, PhotoFormat::kJpeg);
  EXPECT_EQ(jpeg.width, 45);
  EXPECT_EQ(jpeg.height, 31);
  EXPECT_EQ(jpeg.shrink, 8);
  EXPECT_EQ(jpeg.pixels.width(), 6);
  EXPECT_EQ(jpeg.pixels.height(), 4);
  const Photo gif = decode(fixture("plain.gif")).value();
  EXPECT_EQ(gif.format, PhotoFormat::kGif);
  EXPECT_EQ(gif.width, 21);
  EXPECT_EQ(gif.height, 19);
  EXPECT_EQ(gif.shrink, 1);
  EXPECT_EQ(gif.orientation, 1);
}

TEST(Decode, TheHeaderIsReadWithoutThePixels) {
  const PhotoHeader header =
      read_header(with_segments("progressive.jpg", {exif_segment(5)}), {}).value();
  EXPECT_EQ(header.format, PhotoFormat::kJpeg);
  EXPECT_EQ(header.width, 45) << "as stored";
  EXPECT_EQ(header.height, 31);
  EXPECT_EQ(header.orientation, 5);
  EXPECT_EQ(read_header(fixture("24-top-down.bmp"), {}).value().height, 13);
  EXPECT_EQ(read_header(fixture("65535.pgm"), {}).value().format, PhotoFormat::kPnm);
}

TEST(Decode, NothingAndWhatIsNotReadAreToldApart) {
  EXPECT_EQ(error_of(decode({})), "empty-input: photo: expected an image file, got 0 bytes");
  const auto error = [](std::string_view text) { return error_of(decode(bytes_of(text))); };
  const std::string expected =
      "unsupported-format: photo: expected JPEG, PNG, BMP, GIF or PNM, got ";
  EXPECT_EQ(error("RIFF\x10\0\0\0WEBPVP8 "sv), expected + "webp");
  EXPECT_EQ(error("\0\0\0\x18"
                  "ftypavif"sv),
            expected + "avif");
  EXPECT_EQ(error("\0\0\0\x18"
                  "ftypheic"sv),
            expected + "heic");
  EXPECT_EQ(error("II*\0\x08\0\0\0"sv), expected + "tiff");
  EXPECT_EQ(error("hello"), expected + "an unknown format");
  EXPECT_EQ(error("\xFF"), expected + "an unknown format");
}

TEST(Decode, BareBeginningsOfEveryFormatAreTruncated) {
  for (const auto beginning :
       {"\xFF\xD8\xFF"sv, "\x89PNG\r\n\x1A\n"sv, "BM"sv, "GIF89a"sv, "P5\n"sv}) {
    const Result<Photo> got = decode(bytes_of(beginning));
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, ErrorCode::kTruncatedImage) << beginning;
  }
}

TEST(Decode, OtherShrinksAndShrinksOfOtherFormatsAreRefused) {
  for (const int shrink : {-1, 0, 3, 5, 16}) {
    EXPECT_EQ(error_of(decode(fixture("444.jpg"), {}, shrink)),
              "invalid-argument: shrink: expected 1, 2, 4 or 8, got " + std::to_string(shrink));
  }
  EXPECT_EQ(error_of(decode(fixture("rgb.png"), {}, 2)),
            "invalid-argument: shrink: expected 1 for png, got 2");
  EXPECT_EQ(error_of(decode(fixture("24.bmp"), {}, 8)),
            "invalid-argument: shrink: expected 1 for bmp, got 8");
}

TEST(PhotoFromRgba, PixelsAreComposedOverWhite) {
  const Bytes rgba = {10, 20, 30, 255, 10, 20, 30, 0, 100, 0, 255, 77};
  const Photo photo = photo_from_rgba(rgba, 3, 1).value();
  EXPECT_EQ(photo.width, 3);
  EXPECT_EQ(photo.height, 1);
  EXPECT_EQ(photo.shrink, 1);
  EXPECT_EQ(photo.orientation, 1);
  EXPECT_EQ(photo.format, PhotoFormat::kUnknown);
  const auto bytes = photo.pixels.bytes();
  EXPECT_EQ(Bytes(bytes.begin(), bytes.end()),
            (Bytes{10, 20, 30, 255, 255, 255, over_white(100, 77), over_white(0, 77), 255}));
}

TEST(PhotoFromRgba, AWrongNumberOfBytesIsRefused) {
  EXPECT_EQ(error_of(photo_from_rgba(Bytes(15), 2, 2)),
            "invalid-argument: pixels: expected 2 x 2 x 4 bytes, got 15");
  EXPECT_NE(error_of(photo_from_rgba(Bytes(17), 2, 2)), "");
  EXPECT_NE(error_of(photo_from_rgba({}, 0, 2)), "");
  EXPECT_NE(error_of(photo_from_rgba(Bytes(16), -2, -2)), "");
  EXPECT_EQ(error_of(photo_from_rgba(Bytes(16), 2, 2)), "");
}

}  // namespace
}  // namespace ocelli
