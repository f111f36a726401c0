#include <array>
#include <cstring>
#include <limits>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "../golden/image_cases.h"
#include "image/resize.h"
#include "image_fixtures.h"

namespace ocelli {
namespace {

using test::cut_out;
using test::error_of;
using test::expected_pixels;
using test::fixture;
using test::noise;
using test::same_pixels;

constexpr std::array kFilters = {ResizeFilter::kBox, ResizeFilter::kBilinear,
                                 ResizeFilter::kHamming, ResizeFilter::kBicubic,
                                 ResizeFilter::kLanczos};

ResizeTarget all_of(int width, int height) { return {width, height, 0, 0, width, height}; }

struct Size {
  int width;
  int height;
};

constexpr std::array kSizes = {Size{1, 1},  Size{1, 40},  Size{40, 1},  Size{2, 3},  Size{5, 4},
                               Size{16, 9}, Size{17, 17}, Size{31, 66}, Size{97, 50}};

TEST(Resize, EveryFilterSizeAndBoxEqualsPillowsPixels) {
  const test::Bytes pixels = fixture("resized.bin");
  std::map<std::string, Image> sources;
  for (const char* name : {"picture", "column", "row", "pixel"}) {
    sources[name] = expected_pixels(std::string("resize-") + name);
  }
  ASSERT_EQ(image_cases::kResize.size(), 160U);
  for (const auto& [source, filter, width, height, box, at] : image_cases::kResize) {
    const Image expected = test::image_of(width, height, pixels.data() + at);
    const Result<Image> got = resize(sources[source], all_of(width, height), filter, box);
    ASSERT_TRUE(got.ok()) << got.error().message;
    EXPECT_TRUE(same_pixels(got.value(), expected))
        << source << " to " << width << " x " << height << ", filter " << static_cast<int>(filter)
        << ", box " << box.left << ", " << box.top << ", " << box.right << ", " << box.bottom;
  }
}

TEST(Resize, ThePlainPathEqualsTheVectorPathOnManyShapes) {
  for (const Size in : kSizes) {
    const Image source = noise(in.width, in.height, 7);
    const SourceBox part = {0.3F * in.width, 0.1F * in.height, 0.9F * in.width, 0.77F * in.height};
    for (const Size out : kSizes) {
      const ResizeTarget target = all_of(out.width, out.height);
      for (const ResizeFilter filter : kFilters) {
        for (const SourceBox& box : {whole(source), part}) {
          ASSERT_TRUE(same_pixels(resize(source, target, filter, box).value(),
                                  resize_plain(source, target, filter, box).value()))
              << in.width << " x " << in.height << " to " << out.width << " x " << out.height
              << ", filter " << static_cast<int>(filter) << ", left " << box.left;
        }
      }
    }
  }
}

TEST(Resize, ExtremesOvershootAndAreClampedAlikeInBothPaths) {
  Image stripes = Image::create(64, 64).value();
  for (std::size_t i = 0; i < stripes.size_bytes(); ++i) {
    stripes.bytes()[i] = (i / 3 % 64 / 4 + i / 192 / 4) % 2 == 0 ? 0 : 255;
  }
  for (const ResizeFilter filter : kFilters) {
    const auto target = all_of(150, 90);
    ASSERT_TRUE(same_pixels(resize(stripes, target, filter, whole(stripes)).value(),
                            resize_plain(stripes, target, filter, whole(stripes)).value()));
  }
}

TEST(Resize, AWindowIsACutOutOfTheWhole) {
  const Image source = noise(53, 41);
  const SourceBox box = {1.5F, 0.25F, 50.75F, 40.5F};
  for (const Size out : {Size{80, 20}, Size{20, 80}, Size{53, 30}, Size{30, 41}, Size{53, 41}}) {
    for (const ResizeFilter filter : kFilters) {
      for (const SourceBox& from : {whole(source), box}) {
        const Image all = resize(source, all_of(out.width, out.height), filter, from).value();
        for (const Size part : {Size{1, 1}, Size{7, 11}, Size{19, 20}}) {
          const int x = (out.width - part.width) / 2, y = (out.height - part.height) / 3;
          const ResizeTarget target = {out.width, out.height, x, y, part.width, part.height};
          ASSERT_TRUE(same_pixels(resize(source, target, filter, from).value(),
                                  cut_out(all, x, y, part.width, part.height)))
              << out.width << " x " << out.height << ", window " << part.width;
        }
      }
    }
  }
}

TEST(Resize, KeepingBothSidesCopiesThePixels) {
  const Image source = noise(23, 9);
  for (const ResizeFilter filter : kFilters) {
    EXPECT_TRUE(same_pixels(resize(source, all_of(23, 9), filter, whole(source)).value(), source));
  }
}

TEST(Resize, OneColourStaysThatColour) {
  Image source = Image::create(37, 21).value();
  for (std::size_t i = 0; i < source.size_bytes(); ++i) {
    source.bytes()[i] = std::array<std::uint8_t, 3>{0, 255, 131}[i % 3];
  }
  for (const ResizeFilter filter : kFilters) {
    for (const Size out : kSizes) {
      const Image result =
          resize(source, all_of(out.width, out.height), filter, whole(source)).value();
      for (std::size_t i = 0; i < result.size_bytes(); ++i) {
        ASSERT_EQ(int{result.bytes()[i]}, (std::array{0, 255, 131})[i % 3]);
      }
    }
  }
}

TEST(Resize, AVeryLongImageCostsWhatItsWindowCosts) {
  // Its whole target would be 7,680,000 x 256 pixels: 5.9 GB.
  const Image line = noise(30000, 1);
  const ResizeTarget target = {7680000, 256, 3839888, 16, 224, 224};
  const Result<Image> got = resize(line, target, ResizeFilter::kBicubic, whole(line));
  ASSERT_TRUE(got.ok()) << got.error().message;
  EXPECT_EQ(got.value().width(), 224);
  for (int y = 1; y < 224; ++y) {
    ASSERT_EQ(std::memcmp(got.value().row(y), got.value().row(0), 672), 0) << "row " << y;
  }
}

TEST(Resize, ABoxOutsideTheSourceIsRefused) {
  const Image source = noise(8, 6);
  const auto error = [&](const SourceBox& box) {
    return error_of(resize(source, all_of(4, 4), ResizeFilter::kBox, box));
  };
  EXPECT_EQ(error({0, 0, 8.5F, 6}),
            "invalid-argument: resize box: expected a part of 8 x 6 pixels, got 0.000000, 0.000000 "
            "to 8.500000, 6.000000");
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const SourceBox& box :
       {SourceBox{-0.5F, 0, 8, 6}, SourceBox{0, -1, 8, 6}, SourceBox{0, 0, 8, 6.25F},
        SourceBox{4, 0, 4, 6}, SourceBox{0, 5, 8, 5}, SourceBox{5, 0, 4, 6},
        SourceBox{nan, 0, 8, 6}, SourceBox{0, 0, 8, nan}}) {
    EXPECT_NE(error(box), "") << box.left << " " << box.top << " " << box.right << " "
                              << box.bottom;
  }
  EXPECT_EQ(error({0, 0, 8, 6}), "");
}

TEST(Resize, AWindowOutsideTheTargetIsRefused) {
  const Image source = noise(8, 6);
  const auto error = [&](const ResizeTarget& target) {
    return error_of(resize(source, target, ResizeFilter::kBox, whole(source)));
  };
  EXPECT_EQ(error({4, 4, 1, 0, 4, 4}),
            "invalid-argument: resize window: expected a part of 4 x 4 pixels, got 4 x 4 at 1, 0");
  for (const ResizeTarget& target :
       {ResizeTarget{4, 4, 0, 1, 4, 4}, ResizeTarget{4, 4, -1, 0, 2, 2},
        ResizeTarget{4, 4, 0, -1, 2, 2}, ResizeTarget{4, 4, 0, 0, 0, 4},
        ResizeTarget{4, 4, 0, 0, 4, 0}, ResizeTarget{0, 0, 0, 0, 0, 0},
        ResizeTarget{-4, 4, 0, 0, 1, 1}, ResizeTarget{4, 4, 2147483647, 0, 1, 1}}) {
    EXPECT_NE(error(target), "");
  }
}

}  // namespace
}  // namespace ocelli
