#include <array>
#include <string>

#include <gtest/gtest.h>

#include "image/crop.h"
#include "image/grey.h"
#include "image/resize.h"
#include "image_fixtures.h"
#include "tensor/geometry.h"
#include "tensor/normalize.h"
#include "tensor/preprocess.h"
#include "tensor_specs.h"

namespace ocelli {
namespace {

using test::cut_out;
using test::error_of;
using test::exact;
using test::letterbox;
using test::noise;
using test::same_pixels;
using test::shortest_edge;

Photo photo_of(int width, int height) {
  Photo photo;
  photo.pixels = noise(width, height, 5);
  photo.width = width;
  photo.height = height;
  return photo;
}

Image resized(const Image& image, int width, int height, ResizeFilter filter) {
  return resize(image, {width, height, 0, 0, width, height}, filter, whole(image)).value();
}

TEST(Fit, TheShortestEdgeIsResizedWholeAndCutInTheMiddle) {
  const Photo photo = photo_of(50, 41);
  PreprocessSpec spec = shortest_edge(30, 25);
  spec.filter = ResizeFilter::kBicubic;
  // 50 · 30 / 41 = 36.6; margins of 11 and 5 pixels: 5.5 to the even 6, and 2.5 to 2.
  const Image all = resized(photo.pixels, 36, 30, ResizeFilter::kBicubic);
  EXPECT_TRUE(same_pixels(fit(photo, spec).value(), cut_out(all, 6, 2, 25, 25)));
}

TEST(Fit, WhatTheCropLacksIsBlackWhateverTheFill) {
  const Photo photo = photo_of(20, 20);
  PreprocessSpec spec = shortest_edge(20, 25);
  spec.fill = {200, 100, 50};
  const Image expected = place(photo.pixels, 25, 25, 2, 2, {0, 0, 0}).value();
  EXPECT_TRUE(same_pixels(fit(photo, spec).value(), expected));
}

TEST(Fit, ALetterboxIsFilledWithItsColour) {
  const Photo photo = photo_of(40, 20);
  PreprocessSpec spec = letterbox(32, 32, ResizeMode::kLetterboxCenter);
  spec.fill = {200, 100, 50};
  const Image part = resized(photo.pixels, 32, 16, ResizeFilter::kBilinear);
  EXPECT_TRUE(
      same_pixels(fit(photo, spec).value(), place(part, 32, 32, 0, 8, {200, 100, 50}).value()));
  spec.resize_mode = ResizeMode::kLetterboxTopLeft;
  EXPECT_TRUE(
      same_pixels(fit(photo, spec).value(), place(part, 32, 32, 0, 0, {200, 100, 50}).value()));
}

TEST(Fit, ExactStretches) {
  const Photo photo = photo_of(40, 20);
  PreprocessSpec spec = exact(17, 33);
  spec.filter = ResizeFilter::kLanczos;
  EXPECT_TRUE(
      same_pixels(fit(photo, spec).value(), resized(photo.pixels, 17, 33, ResizeFilter::kLanczos)));
}

TEST(Fit, GreyIsTakenBeforeTheResizeAndThePhotoIsLeftAsItWas) {
  const Photo photo = photo_of(40, 30);
  PreprocessSpec spec = exact(13, 11);
  spec.channels = Channels::kGrey;
  Image grey = cut_out(photo.pixels, 0, 0, 40, 30);
  to_grey(grey);
  EXPECT_TRUE(
      same_pixels(fit(photo, spec).value(), resized(grey, 13, 11, ResizeFilter::kBilinear)));
  EXPECT_TRUE(same_pixels(photo.pixels, noise(40, 30, 5)));
}

TEST(Fit, AShrunkPhotoIsResizedFromTheBoxItCovers) {
  const Photo photo = decode(test::fixture("420.jpg"), {}, 2).value();
  const PreprocessSpec spec = exact(9, 7);
  // 45 x 31 at 1/2: 23 x 16 pixels, of which 22.5 x 15.5 are the photograph.
  const Image expected =
      resize(photo.pixels, {9, 7, 0, 0, 9, 7}, ResizeFilter::kBilinear, {0, 0, 22.5F, 15.5F})
          .value();
  EXPECT_TRUE(same_pixels(fit(photo, spec).value(), expected));
  EXPECT_FALSE(same_pixels(resized(photo.pixels, 9, 7, ResizeFilter::kBilinear), expected));
}

TEST(Preprocess, ThePhotoIsFittedThenNormalised) {
  const Photo photo = photo_of(64, 48);
  PreprocessSpec spec = shortest_edge(32, 28);
  spec.mean = {0.485F, 0.456F, 0.406F};
  spec.std_dev = {0.229F, 0.224F, 0.225F};
  spec.channels = Channels::kBgr;
  const Tensor tensor = preprocess(photo, spec).value();
  EXPECT_EQ(tensor.shape, (std::array{1, 3, 28, 28}));
  EXPECT_EQ(tensor.values, normalize(fit(photo, spec).value().bytes(), 3, spec).value().values);
}

TEST(Preprocess, AGreyNetworkGetsOneChannelOfLuma) {
  Photo photo = photo_of(6, 4);
  PreprocessSpec spec = test::spec_of(6, 4, ResizeMode::kNone);
  spec.channels = Channels::kGrey;
  const Tensor tensor = preprocess(photo, spec).value();
  EXPECT_EQ(tensor.shape, (std::array{1, 1, 4, 6}));
  ASSERT_EQ(tensor.values.size(), 24U);
  for (std::size_t i = 0; i < 24; ++i) {
    const auto pixel = photo.pixels.bytes().subspan(3 * i, 3);
    EXPECT_EQ(tensor.values[i], static_cast<float>(luma(pixel[0], pixel[1], pixel[2])) / 255.0F);
  }
}

TEST(Preprocess, APhotoOfAnotherSizeThanAFixedModelTakesIsRefused) {
  const PreprocessSpec spec = test::spec_of(6, 4, ResizeMode::kNone);
  const std::string expected =
      "invalid-argument: photo: this model takes exactly 6 x 4 pixels, got 7 x 4";
  EXPECT_EQ(error_of(fit(photo_of(7, 4), spec)), expected);
  EXPECT_EQ(error_of(preprocess(photo_of(7, 4), spec)), expected);
}

TEST(Preprocess, LinesOf30000PixelsBecomeTensors) {
  for (const auto& [width, height] : {std::array{30000, 1}, std::array{1, 30000}}) {
    const Result<Tensor> tensor = preprocess(photo_of(width, height), shortest_edge(256, 224));
    ASSERT_EQ(error_of(tensor), "");
    EXPECT_EQ(tensor.value().values.size(), 3U * 224 * 224);
  }
}

}  // namespace
}  // namespace ocelli
