#include <array>
#include <string>

#include <gtest/gtest.h>

#include "image_jpeg_writer.h"
#include "tensor/geometry.h"
#include "tensor/preprocess.h"
#include "tensor_specs.h"

namespace ocelli {
namespace {

using test::Bytes;
using test::error_of;
using test::fixture;
using test::shortest_edge;

PreprocessSpec shrinking(int edge, int side) {
  PreprocessSpec spec = shortest_edge(edge, side);
  spec.shrink = 2;
  return spec;
}

int shrink_of(int width, int height, int target_width, int target_height) {
  const ResizeTarget target = {target_width, target_height, 0, 0, target_width, target_height};
  return shrink_for(width, height, target, shrinking(1, 1));
}

TEST(ShrinkFor, TheLargestThatKeepsTwiceTheTargetIsTaken) {
  EXPECT_EQ(shrink_of(4000, 3000, 341, 256), 4);  // 5.9 and 5.9
  EXPECT_EQ(shrink_of(1024, 1024, 256, 256), 2);
  EXPECT_EQ(shrink_of(1023, 1024, 256, 256), 1);
  EXPECT_EQ(shrink_of(1024, 1023, 256, 256), 1);
  EXPECT_EQ(shrink_of(2048, 2048, 256, 256), 4);
  EXPECT_EQ(shrink_of(2047, 2048, 256, 256), 2);
  EXPECT_EQ(shrink_of(4096, 4096, 256, 256), 8);
  EXPECT_EQ(shrink_of(4095, 4096, 256, 256), 4);
  EXPECT_EQ(shrink_of(60000, 60000, 256, 256), 8) << "there is none above 8";
  EXPECT_EQ(shrink_of(10, 10, 256, 256), 1);
  EXPECT_EQ(shrink_of(30000, 1, 7680000, 256), 1);
}

TEST(ShrinkFor, ACardThatDoesNotAskForItGetsNone) {
  const ResizeTarget target = {10, 10, 0, 0, 10, 10};
  EXPECT_EQ(shrink_for(4000, 4000, target, shortest_edge(10, 10)), 1);
  EXPECT_EQ(shrink_for(4000, 4000, target, shrinking(10, 10)), 8);
}

TEST(CoveredBox, TheFractionThatIsLeftOutFollowsTheOrientation) {
  // 45 x 31 at 1/8 has 6 x 4 pixels; the photograph covers 5.625 x 3.875 of them.
  const std::array<SourceBox, 9> expected = {
      SourceBox{},
      {0, 0, 5.625F, 3.875F},  // as stored: right and bottom
      {0.375F, 0, 6, 3.875F},  // mirrored: left and bottom
      {0.375F, 0.125F, 6, 4},  // turned upside down
      {0, 0.125F, 5.625F, 4},  // flipped
      {0, 0, 3.875F, 5.625F},  // transposed
      {0.125F, 0, 4, 5.625F},  // a quarter to the right
      {0.125F, 0.375F, 4, 6},  // transposed over the other diagonal
      {0, 0.375F, 3.875F, 6},  // a quarter to the left
  };
  for (std::uint8_t orientation = 1; orientation <= 8; ++orientation) {
    const Bytes exif = test::jpeg_segment(
        0xE1, {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0});
    const Photo photo = decode(test::with_inserted(fixture("444.jpg"), 2, exif), {}, 8).value();
    ASSERT_EQ(photo.orientation, orientation);
    const SourceBox box = covered_box(photo);
    EXPECT_EQ(box.left, expected[orientation].left) << int{orientation};
    EXPECT_EQ(box.top, expected[orientation].top) << int{orientation};
    EXPECT_EQ(box.right, expected[orientation].right) << int{orientation};
    EXPECT_EQ(box.bottom, expected[orientation].bottom) << int{orientation};
  }
}

TEST(CoveredBox, AWholeDecodeIsCoveredWhole) {
  const SourceBox box = covered_box(decode(fixture("rgb.png")).value());
  EXPECT_EQ(box.left, 0);
  EXPECT_EQ(box.top, 0);
  EXPECT_EQ(box.right, 23);
  EXPECT_EQ(box.bottom, 17);
}

TEST(DecodeFor, AJpegIsShrunkAsFarAsItsCardAllows) {
  // The shorter side is 31: to 3 it may be decoded at 1/4 (5.2), to 7 at 1/2 (2.2), to 8 whole.
  EXPECT_EQ(decode_for(fixture("420.jpg"), shrinking(3, 3)).value().shrink, 4);
  EXPECT_EQ(decode_for(fixture("420.jpg"), shrinking(7, 7)).value().shrink, 2);
  EXPECT_EQ(decode_for(fixture("420.jpg"), shrinking(8, 8)).value().shrink, 1);
  EXPECT_EQ(decode_for(fixture("420.jpg"), shrinking(1, 1)).value().shrink, 8);
  EXPECT_EQ(decode_for(fixture("420.jpg"), shortest_edge(3, 3)).value().shrink, 1);
  EXPECT_EQ(decode_for(fixture("rgb.png"), shrinking(1, 1)).value().shrink, 1);
}

TEST(DecodeFor, MemoryIsCountedAtTheShrinkThatIsUsed) {
  // Whole: 45 · 31 · 4.5 = 6278 bytes; at 1/8: a 64th of 6 a pixel.
  const DecodeLimits tight{100, 0.0002};
  EXPECT_EQ(error_of(decode_for(fixture("420.jpg"), shrinking(1, 1), tight)), "");
  EXPECT_NE(error_of(decode_for(fixture("420.jpg"), shrinking(8, 8), tight)), "");
  EXPECT_NE(error_of(decode_for(fixture("420.jpg"), shortest_edge(1, 1), tight)), "");
}

TEST(DecodeFor, MegapixelsAreCountedWhole) {
  EXPECT_EQ(error_of(decode_for(fixture("420.jpg"), shrinking(1, 1), {0.001, 512})),
            "image-too-large: photo: expected at most 1 megapixels, got 45 x 31 (1)");
}

TEST(DecodeFor, ErrorsAreThoseOfDecode) {
  EXPECT_EQ(error_of(decode_for({}, shrinking(1, 1))),
            "empty-input: photo: expected an image file, got 0 bytes");
  const Bytes cut = test::first_bytes(fixture("420.jpg"), 700);
  EXPECT_EQ(error_of(decode_for(cut, shrinking(3, 3))), error_of(decode(cut, {}, 4)));
  EXPECT_NE(error_of(decode_for(cut, shrinking(3, 3))), "");
  PreprocessSpec fixed = test::spec_of(6, 4, ResizeMode::kNone);
  fixed.shrink = 2;
  EXPECT_EQ(error_of(decode_for(fixture("420.jpg"), fixed)),
            "invalid-argument: photo: this model takes exactly 6 x 4 pixels, got 45 x 31");
}

}  // namespace
}  // namespace ocelli
