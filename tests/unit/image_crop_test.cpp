#include <gtest/gtest.h>

#include "../golden/image_cases.h"
#include "image/crop.h"
#include "image_fixtures.h"

namespace ocelli {
namespace {

using test::cut_out;
using test::error_of;
using test::noise;
using test::same_pixels;

TEST(CenterCrop, ItBeginsWhereTorchvisionAndTheNumpyProcessorsBegin) {
  ASSERT_EQ(image_cases::kCrop.size(), 144U);
  for (const auto& [size, crop, half_even, floor] : image_cases::kCrop) {
    EXPECT_EQ(center_crop_start(size, crop), half_even) << crop << " of " << size;
    EXPECT_EQ(center_crop_start_floor(size, crop), floor) << crop << " of " << size;
  }
}

TEST(CenterCrop, HalfAPixelGoesToTheEvenNeighbour) {
  EXPECT_EQ(center_crop_start(257, 224), 16);  // 16.5
  EXPECT_EQ(center_crop_start(259, 224), 18);  // 17.5
  EXPECT_EQ(center_crop_start_floor(259, 224), 17);
  EXPECT_EQ(center_crop_start(256, 224), 16);
}

TEST(CenterCrop, OddPaddingGoesToTheEndOrUnderFloorToTheBeginning) {
  EXPECT_EQ(center_crop_start(5, 8), -1);
  EXPECT_EQ(center_crop_start_floor(5, 8), -2);
  EXPECT_EQ(center_crop_start(4, 8), -2);
  EXPECT_EQ(center_crop_start_floor(4, 8), -2);
}

TEST(Place, ThePartStandsWhereItWasPutAndTheRestIsFilled) {
  const Image part = noise(3, 2);
  const Image placed = place(part, 7, 5, 2, 1, {10, 20, 30}).value();
  ASSERT_EQ(placed.width(), 7);
  ASSERT_EQ(placed.height(), 5);
  EXPECT_TRUE(same_pixels(cut_out(placed, 2, 1, 3, 2), part));
  for (int y = 0; y < 5; ++y) {
    for (int x = 0; x < 7; ++x) {
      if (x >= 2 && x < 5 && y >= 1 && y < 3) continue;
      const std::uint8_t* pixel = placed.row(y) + 3 * x;
      EXPECT_EQ(pixel[0], 10);
      EXPECT_EQ(pixel[1], 20);
      EXPECT_EQ(pixel[2], 30);
    }
  }
}

TEST(Place, APartOfTheWholeSizeIsTheWhole) {
  const Image part = noise(4, 6);
  EXPECT_TRUE(same_pixels(place(part, 4, 6, 0, 0, {1, 2, 3}).value(), part));
}

TEST(Place, APartThatSticksOutIsRefused) {
  const auto error = [](int width, int height, int x, int y) {
    return error_of(place(noise(3, 2), width, height, x, y, {}));
  };
  EXPECT_EQ(error(7, 5, 5, 1),
            "invalid-argument: place: expected a part inside 7 x 5 pixels, got 3 x 2 at 5, 1");
  EXPECT_NE(error(7, 5, 2, 4), "");
  EXPECT_NE(error(7, 5, -1, 0), "");
  EXPECT_NE(error(7, 5, 0, -1), "");
  EXPECT_NE(error(2, 5, 0, 0), "");
  EXPECT_NE(error(0, 0, 0, 0), "");
  EXPECT_EQ(error(7, 5, 4, 3), "");
}

}  // namespace
}  // namespace ocelli
