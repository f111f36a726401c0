#include <utility>

#include <gtest/gtest.h>

#include "../golden/image_cases.h"
#include "image/orient.h"
#include "image_fixtures.h"

namespace ocelli {
namespace {

using test::cut_out;
using test::error_of;
using test::noise;
using test::same_pixels;

Image copy_of(const Image& image) { return cut_out(image, 0, 0, image.width(), image.height()); }

Image oriented(const Image& image, int orientation) {
  return orient(copy_of(image), orientation).value();
}

TEST(Orient, EachOrientationPutsEveryPixelWherePillowPutsIt) {
  ASSERT_EQ(image_cases::kOrientation.size(), 8U);
  for (const auto& [orientation, width, height, seen] : image_cases::kOrientation) {
    Image image = Image::create(4, 3).value();
    for (int i = 0; i < 36; ++i) image.bytes()[i] = static_cast<std::uint8_t>(i / 3 + 20 * (i % 3));
    const Image result = oriented(image, orientation);
    ASSERT_EQ(result.width(), width) << orientation;
    ASSERT_EQ(result.height(), height) << orientation;
    for (int i = 0; i < 36; ++i) {
      EXPECT_EQ(int{result.bytes()[i]}, seen[i / 3] + 20 * (i % 3))
          << "orientation " << orientation << ", byte " << i;
    }
  }
}

TEST(Orient, EachOrientationIsUndoneByItsInverseAcrossTiles) {
  constexpr int kInverse[] = {0, 1, 2, 3, 4, 5, 8, 7, 6};
  for (const auto& [width, height] : {std::pair{33, 65}, {64, 32}, {1, 70}, {70, 1}, {1, 1}}) {
    const Image image = noise(width, height);
    for (int orientation = 1; orientation <= 8; ++orientation) {
      const Image there = oriented(image, orientation);
      EXPECT_EQ(there.width(), swaps_sides(orientation) ? height : width);
      EXPECT_TRUE(same_pixels(oriented(there, kInverse[orientation]), image)) << orientation;
    }
  }
}

TEST(Orient, AnyOtherOrientationIsRefused) {
  for (const int orientation : {-1, 0, 9, 274}) {
    EXPECT_EQ(error_of(orient(noise(2, 2), orientation)),
              "invalid-argument: orientation: expected 1 to 8, got " + std::to_string(orientation));
  }
}

TEST(Orient, TheLastFourOrientationsSwapTheSides) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(swaps_sides(orientation), orientation >= 5);
  }
}

}  // namespace
}  // namespace ocelli
