#include <array>
#include <string>

#include <gtest/gtest.h>

#include "image_fixtures.h"
#include "tensor/geometry.h"
#include "tensor_specs.h"

namespace ocelli {
namespace {

using test::error_of;
using test::exact;
using test::letterbox;
using test::shortest_edge;
using test::spec_of;

// Resized width and height, the window's x, y, width and height, its place in the input.
using Numbers = std::array<int, 8>;

Numbers found(int width, int height, const PreprocessSpec& spec) {
  const Result<Geometry> shape = geometry(width, height, spec);
  EXPECT_EQ(error_of(shape), "");
  if (!shape) return {};
  const ResizeTarget& t = shape.value().target;
  return {t.width,
          t.height,
          t.window_x,
          t.window_y,
          t.window_width,
          t.window_height,
          shape.value().place_x,
          shape.value().place_y};
}

TEST(Geometry, TheShorterSideIsBroughtToItsLengthAndTheLongerFloored) {
  const PreprocessSpec spec = shortest_edge(256, 224);
  EXPECT_EQ(found(500, 375, spec), (Numbers{341, 256, 58, 16, 224, 224, 0, 0}));  // 341.33, 58.5
  EXPECT_EQ(found(375, 500, spec), (Numbers{256, 341, 16, 58, 224, 224, 0, 0}));
  EXPECT_EQ(found(640, 480, spec), (Numbers{341, 256, 58, 16, 224, 224, 0, 0}));
  EXPECT_EQ(found(640, 477, spec), (Numbers{343, 256, 60, 16, 224, 224, 0, 0}));  // 59.5 to even
  EXPECT_EQ(found(300, 300, spec), (Numbers{256, 256, 16, 16, 224, 224, 0, 0}));
  EXPECT_EQ(found(8, 6, spec), (Numbers{341, 256, 58, 16, 224, 224, 0, 0}));
}

TEST(Geometry, TheNumpyProcessorsRoundTheCropDown) {
  PreprocessSpec spec = shortest_edge(256, 224);
  spec.crop_rounding = CropRounding::kFloor;
  EXPECT_EQ(found(640, 477, spec), (Numbers{343, 256, 59, 16, 224, 224, 0, 0}));
  EXPECT_EQ(found(500, 375, spec), (Numbers{341, 256, 58, 16, 224, 224, 0, 0}));
}

TEST(Geometry, WhatIsSmallerThanTheCropIsPadded) {
  const PreprocessSpec spec = shortest_edge(201, 224);
  // 23 pixels are missing: 11 before, 12 behind; across, 268 - 224 are cut.
  EXPECT_EQ(found(400, 300, spec), (Numbers{268, 201, 22, 0, 224, 201, 0, 11}));
  PreprocessSpec floor = spec;
  floor.crop_rounding = CropRounding::kFloor;
  EXPECT_EQ(found(400, 300, floor), (Numbers{268, 201, 22, 0, 224, 201, 0, 12}));
  EXPECT_EQ(found(200, 200, spec), (Numbers{201, 201, 0, 0, 201, 201, 11, 11}));
}

TEST(Geometry, LinesOfOnePixelAreCountedAndNotMade) {
  const PreprocessSpec spec = shortest_edge(256, 224);
  EXPECT_EQ(found(30000, 1, spec), (Numbers{7680000, 256, 3839888, 16, 224, 224, 0, 0}));
  EXPECT_EQ(found(1, 30000, spec), (Numbers{256, 7680000, 16, 3839888, 224, 224, 0, 0}));
}

TEST(Geometry, WhatCannotBeCountedIsTooLarge) {
  EXPECT_EQ(error_of(geometry(1, 10000000, shortest_edge(256, 224))),
            "image-too-large: photo: 1 x 10000000 pixels would be resized to 256 x 2560000000");
  EXPECT_EQ(error_of(geometry(1, 8388607, shortest_edge(256, 224))), "");
}

TEST(Geometry, ExactTakesItsSizeWhateverThePhoto) {
  EXPECT_EQ(found(4000, 30, exact(300, 200)), (Numbers{300, 200, 0, 0, 300, 200, 0, 0}));
  PreprocessSpec cropped = exact(250, 251);
  cropped.input_width = cropped.input_height = 224;
  cropped.crop = CropSize{224, 224};
  EXPECT_EQ(found(4000, 30, cropped), (Numbers{250, 251, 13, 14, 224, 224, 0, 0}));  // 13.5
}

TEST(Geometry, ALetterboxFitsThePhotoAndPutsItInTheMiddle) {
  const PreprocessSpec spec = letterbox(64, 64, ResizeMode::kLetterboxCenter);
  EXPECT_EQ(found(100, 50, spec), (Numbers{64, 32, 0, 0, 64, 32, 0, 16}));
  EXPECT_EQ(found(50, 100, spec), (Numbers{32, 64, 0, 0, 32, 64, 16, 0}));
  EXPECT_EQ(found(100, 33, spec), (Numbers{64, 21, 0, 0, 64, 21, 0, 21}));  // 43 missing
  EXPECT_EQ(found(100, 34, spec), (Numbers{64, 22, 0, 0, 64, 22, 0, 21})) << "21.76";
  EXPECT_EQ(found(10, 5, spec), (Numbers{64, 32, 0, 0, 64, 32, 0, 16})) << "upwards, too";
  EXPECT_EQ(found(77, 77, spec), (Numbers{64, 64, 0, 0, 64, 64, 0, 0}));
  EXPECT_EQ(found(100, 50, letterbox(64, 20, ResizeMode::kLetterboxCenter)),
            (Numbers{40, 20, 0, 0, 40, 20, 12, 0}));
}

TEST(Geometry, ALetterboxMayStandInTheCorner) {
  const PreprocessSpec spec = letterbox(64, 64, ResizeMode::kLetterboxTopLeft);
  EXPECT_EQ(found(100, 33, spec), (Numbers{64, 21, 0, 0, 64, 21, 0, 0}));
  EXPECT_EQ(found(33, 100, spec), (Numbers{21, 64, 0, 0, 21, 64, 0, 0}));
}

TEST(Geometry, AThinPhotoKeepsOnePixelInALetterbox) {
  const PreprocessSpec spec = letterbox(64, 64, ResizeMode::kLetterboxCenter);
  EXPECT_EQ(found(1000, 1, spec), (Numbers{64, 1, 0, 0, 64, 1, 0, 31}));
  EXPECT_EQ(found(1, 100000, spec), (Numbers{1, 64, 0, 0, 1, 64, 31, 0}));
}

TEST(Geometry, WithoutResizeThePhotoIsCutPaddedOrOfJustTheSize) {
  PreprocessSpec spec = spec_of(6, 4, ResizeMode::kNone);
  EXPECT_EQ(found(6, 4, spec), (Numbers{6, 4, 0, 0, 6, 4, 0, 0}));
  EXPECT_EQ(error_of(geometry(5, 4, spec)),
            "invalid-argument: photo: this model takes exactly 6 x 4 pixels, got 5 x 4");
  EXPECT_NE(error_of(geometry(6, 5, spec)), "");
  spec.crop = CropSize{4, 6};
  EXPECT_EQ(found(9, 3, spec), (Numbers{9, 3, 2, 0, 6, 3, 0, 0}));  // 1.5 to even
  EXPECT_EQ(found(5, 9, spec), (Numbers{5, 9, 0, 2, 5, 4, 0, 0}));  // 2.5 to even
}

}  // namespace
}  // namespace ocelli
