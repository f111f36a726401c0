#include <string>

#include <gtest/gtest.h>

#include "image/png_chunks.h"
#include "image_png_writer.h"

namespace ocelli {
namespace {

using test::Bytes;
using test::error_of;
using test::fixture;
using test::png_chunk;
using test::png_file;
using test::png_header;

constexpr std::uint8_t kGrey = 0, kRgb = 2, kPalette = 3, kGreyAlpha = 4, kRgba = 6;

const Bytes kData = png_chunk("IDAT", {1, 2, 3});
const Bytes kEnd = png_chunk("IEND", {});

std::string check_error(const std::vector<Bytes>& chunks) {
  return error_of(check_png(png_file(chunks)));
}

std::string header_error(const Bytes& header) { return check_error({header, kData, kEnd}); }

TEST(PngChunks, TheHeaderIsRead) {
  const PngHeader header =
      check_png(png_file({png_header(300, 200, 16, kRgba, 1), kData, kEnd})).value();
  EXPECT_EQ(header.width, 300);
  EXPECT_EQ(header.height, 200);
  EXPECT_EQ(header.bits, 16);
  EXPECT_EQ(header.channels, 4);
  EXPECT_TRUE(header.interlaced);
  EXPECT_FALSE(header.palette);
  EXPECT_EQ(header.orientation, 1);
}

TEST(PngChunks, PaletteTransparencyAndOrientationAreRead) {
  const PngHeader header = check_png(fixture("palette-alpha.png")).value();
  EXPECT_TRUE(header.palette);
  EXPECT_EQ(header.palette_entries, 256);
  EXPECT_EQ(header.channels, 1);
  EXPECT_TRUE(header.transparency);
  EXPECT_FALSE(check_png(fixture("rgba.png")).value().transparency);
  EXPECT_EQ(check_png(fixture("orientation6.png")).value().orientation, 6);
}

TEST(PngChunks, OnlyDepthsThatAColourTypeHasAreSound) {
  const int sound[][2] = {{kGrey, 1},       {kGrey, 2},    {kGrey, 4},    {kGrey, 8},
                          {kGrey, 16},      {kRgb, 8},     {kRgb, 16},    {kPalette, 1},
                          {kPalette, 2},    {kPalette, 4}, {kPalette, 8}, {kGreyAlpha, 8},
                          {kGreyAlpha, 16}, {kRgba, 8},    {kRgba, 16}};
  int found = 0;
  for (std::uint8_t colour = 0; colour < 8; ++colour) {
    for (std::uint8_t bits = 0; bits < 20; ++bits) {
      const bool ok = header_error(png_header(1, 1, bits, colour)).empty();
      bool expected = false;
      for (const auto& [c, b] : sound) expected = expected || (c == colour && b == bits);
      EXPECT_EQ(ok, expected) << int{colour} << ", " << int{bits};
      found += ok ? 1 : 0;
    }
  }
  EXPECT_EQ(found, 15);
  EXPECT_EQ(header_error(png_header(1, 1, 8, 5)), "corrupt-image: PNG: colour type 5");
  EXPECT_EQ(header_error(png_header(1, 1, 16, kPalette)),
            "corrupt-image: PNG: 16 bits with colour type 3");
}

TEST(PngChunks, SizesOutOfRangeAreCorrupt) {
  EXPECT_EQ(header_error(png_header(0, 5, 8, kRgb)), "corrupt-image: PNG: size 0 x 5");
  EXPECT_EQ(header_error(png_header(5, 0, 8, kRgb)), "corrupt-image: PNG: size 5 x 0");
  EXPECT_EQ(header_error(png_header(0x80000000U, 5, 8, kRgb)),
            "corrupt-image: PNG: size 2147483648 x 5");
  EXPECT_EQ(header_error(png_header(0x7FFFFFFFU, 1, 8, kRgb)), "");
}

TEST(PngChunks, UnknownMethodsAndAShortHeaderAreCorrupt) {
  EXPECT_EQ(header_error(png_header(1, 1, 8, kRgb, 2)),
            "corrupt-image: PNG: unknown compression, filter or interlace method");
  EXPECT_EQ(header_error(png_chunk("IHDR", {0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 1, 0, 0})),
            "corrupt-image: PNG: unknown compression, filter or interlace method");
  EXPECT_EQ(header_error(png_chunk("IHDR", {0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 1, 0})),
            "corrupt-image: PNG: unknown compression, filter or interlace method");
  EXPECT_EQ(header_error(png_chunk("IHDR", Bytes(12))),
            "corrupt-image: PNG: IHDR of 12 bytes, not 13");
}

TEST(PngChunks, TheOrderThatMattersIsChecked) {
  const Bytes header = png_header(1, 1, 8, kRgb);
  EXPECT_EQ(check_error({kData, header, kEnd}), "corrupt-image: PNG: the first chunk is not IHDR");
  EXPECT_EQ(check_error({png_chunk("CgBI", {}), header, kData, kEnd}),
            "corrupt-image: PNG: the first chunk is not IHDR");
  EXPECT_EQ(check_error({header, header, kData, kEnd}),
            "corrupt-image: PNG: more than one IHDR chunk");
  EXPECT_EQ(check_error({header, kEnd}), "corrupt-image: PNG: no IDAT chunk");
  EXPECT_EQ(check_error({header, kData}),
            "truncated-image: PNG: the file ends before its IEND chunk");
  EXPECT_EQ(check_error({}), "truncated-image: PNG: the file ends before its IEND chunk");
}

TEST(PngChunks, PalettesOutOfRangeAreCorrupt) {
  const Bytes header = png_header(1, 1, 8, kPalette);
  const auto error = [&](const Bytes& palette) {
    return check_error({header, png_chunk("PLTE", palette), kData, kEnd});
  };
  EXPECT_EQ(error(Bytes(768)), "");
  EXPECT_EQ(error(Bytes(3)), "");
  EXPECT_EQ(error(Bytes(771)), "corrupt-image: PNG: PLTE of 771 bytes");
  EXPECT_EQ(error(Bytes(4)), "corrupt-image: PNG: PLTE of 4 bytes");
  EXPECT_EQ(error({}), "corrupt-image: PNG: PLTE of 0 bytes");
  const Bytes one = png_chunk("PLTE", Bytes(3));
  EXPECT_EQ(check_error({header, one, one, kData, kEnd}),
            "corrupt-image: PNG: more than one PLTE chunk");
  EXPECT_EQ(check_error({header, one, png_chunk("tRNS", {9}), kData, kEnd}), "");
  EXPECT_EQ(check_error({header, one, png_chunk("tRNS", {9, 9}), kData, kEnd}),
            "corrupt-image: PNG: tRNS of 2 bytes for 1 colours");
}

TEST(PngChunks, ChecksumsOfWhatThePictureDependsOnAreChecked) {
  const Bytes header = png_header(1, 1, 8, kRgb);
  const auto damaged = [](Bytes chunk) {
    chunk.back() ^= 1;
    return chunk;
  };
  EXPECT_EQ(check_error({damaged(header), kData, kEnd}),
            "corrupt-image: PNG: wrong checksum of the IHDR chunk");
  EXPECT_EQ(check_error({header, damaged(kData), kEnd}),
            "corrupt-image: PNG: wrong checksum of the IDAT chunk");
  EXPECT_EQ(check_error({header, damaged(png_chunk("tRNS", Bytes(6))), kData, kEnd}),
            "corrupt-image: PNG: wrong checksum of the tRNS chunk");
  EXPECT_EQ(check_error({header, kData, damaged(kEnd)}),
            "corrupt-image: PNG: wrong checksum of the IEND chunk");
  EXPECT_EQ(check_error({header, damaged(png_chunk("tEXt", {1, 2})), kData, kEnd}), "")
      << "text has no part in the picture";
}

TEST(PngChunks, ChecksumsOfEveryLengthEqualTheDefinition) {
  for (std::size_t length = 0; length < 40; ++length) {
    Bytes data;
    for (std::size_t i = 0; i < length; ++i) data.push_back(static_cast<std::uint8_t>(37 * i + 5));
    EXPECT_EQ(check_error({png_header(1, 1, 8, kRgb), png_chunk("IDAT", data), kEnd}), "")
        << length;
  }
}

TEST(PngChunks, ALengthBeyondTheEndNamesTheChunk) {
  Bytes file = png_file({png_header(1, 1, 8, kRgb), kData, kEnd});
  file[33] = 0x7F;  // length of IDAT
  EXPECT_EQ(error_of(check_png(file)), "truncated-image: PNG: the file ends inside its IDAT chunk");
  file[33] = 0xFF;
  EXPECT_EQ(error_of(check_png(file)), "truncated-image: PNG: the file ends inside its IDAT chunk");
  Bytes strange = png_file({png_header(1, 1, 8, kRgb), png_chunk("\xFF\n1a", {})});
  strange[33] = 1;
  EXPECT_EQ(error_of(check_png(strange)),
            "truncated-image: PNG: the file ends inside its ???a chunk");
}

TEST(PngChunks, ShortPalettesAreFilledUpWithBlackAndWholeOnesLeftAlone) {
  EXPECT_TRUE(with_whole_palette(fixture("rgb.png")).empty());
  EXPECT_TRUE(with_whole_palette(fixture("palette-alpha.png")).empty());
  const Bytes file = fixture("palette-short.png");
  const Bytes whole = with_whole_palette(file);
  ASSERT_EQ(whole.size(), file.size() + 3 * 136);
  // 8 of signature, 25 of IHDR, then length and name of PLTE.
  EXPECT_EQ(whole[33 + 2], 3);
  EXPECT_EQ(Bytes(whole.begin() + 41, whole.begin() + 401),
            Bytes(file.begin() + 41, file.begin() + 401));
  EXPECT_EQ(Bytes(whole.begin() + 401, whole.begin() + 809), Bytes(408));
  EXPECT_EQ(Bytes(whole.begin() + 809, whole.end()), Bytes(file.begin() + 401, file.end()));
}

}  // namespace
}  // namespace ocelli
