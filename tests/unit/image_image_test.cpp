#include "image/image.h"

#include <gtest/gtest.h>

#include "image_fixtures.h"

namespace ocelli {
namespace {

using test::error_of;

TEST(Image, SidesBelowOneAreRefused) {
  EXPECT_EQ(error_of(Image::create(0, 5)),
            "invalid-argument: image size: expected at least 1 x 1, got 0 x 5");
  EXPECT_EQ(error_of(Image::create(5, -1)),
            "invalid-argument: image size: expected at least 1 x 1, got 5 x -1");
}

TEST(Image, WhatNoMemoryHoldsIsTooLarge) {
  EXPECT_EQ(error_of(Image::create(2147483647, 2147483647)),
            "image-too-large: image size: no memory for 2147483647 x 2147483647 pixels");
}

TEST(Image, RowsFollowEachOtherWithoutGaps) {
  Image image = Image::create(5, 4).value();
  EXPECT_EQ(image.row_bytes(), 15U);
  EXPECT_EQ(image.size_bytes(), 60U);
  EXPECT_EQ(image.bytes().size(), 60U);
  EXPECT_EQ(image.row(3) - image.row(0), 45);
  EXPECT_EQ(image.bytes().data(), image.row(0));
}

}  // namespace
}  // namespace ocelli
