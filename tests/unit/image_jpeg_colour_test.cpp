#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "image/jpeg/upsample.h"
#include "image/jpeg/ycc.h"
#include "image_fixtures.h"

namespace ocelli::jpeg {
namespace {

using test::Bytes;

// A component whose rows are `rows`, as a decoded plane holds them.
Component component_of(const std::vector<Bytes>& rows) {
  Component component;
  component.width = static_cast<int>(rows[0].size());
  component.height = static_cast<int>(rows.size());
  component.stride = (component.width + 7) / 8 * 8;
  for (const Bytes& row : rows) {
    component.plane.insert(component.plane.end(), row.begin(), row.end());
    // What lies beyond the width does not count.
    component.plane.resize(component.plane.size() + component.stride - row.size(), 99);
  }
  return component;
}

Bytes upsampled_row(const Component& component, int h_expand, int v_expand, bool smooth, int y,
                    int width) {
  Upsampler upsampler(component, h_expand, v_expand, smooth, width);
  const std::uint8_t* row = upsampler.row(y);
  return {row, row + width};
}

TEST(Upsampler, FullSizeRowsAreGivenAsTheyAre) {
  const Component component = component_of({{1, 2, 3}, {4, 5, 6}});
  EXPECT_EQ(upsampled_row(component, 1, 1, true, 1, 3), (Bytes{4, 5, 6}));
}

TEST(Upsampler, HalfWidthIsInterpolatedByThreeQuartersAndOne) {
  const Component component = component_of({{0, 100, 200}});
  // Ends are kept; (3·near + far + 1 or 2) / 4 between, 1 on the left of a sample, 2 on its right.
  EXPECT_EQ(upsampled_row(component, 2, 1, true, 0, 6), (Bytes{0, 25, 75, 125, 175, 200}));
  const Component odd = component_of({{1, 2, 4}});
  EXPECT_EQ(upsampled_row(odd, 2, 1, true, 0, 6), (Bytes{1, 1, 2, 3, 3, 4}));
}

TEST(Upsampler, HalfSizeInBothDirectionsWeighsNineThreeThreeOne) {
  const Component component = component_of({{0, 160, 0}, {80, 0, 240}});
  // Row 1 lies nearer to row 0: sums 3·a + b are 80, 480, 240; then (3·near + far + 8 or 7) / 16.
  EXPECT_EQ(upsampled_row(component, 2, 2, true, 1, 6), (Bytes{20, 45, 95, 105, 75, 60}));
  // Row 0 has itself above: sums 0, 640, 0.
  EXPECT_EQ(upsampled_row(component, 2, 2, true, 0, 6), (Bytes{0, 40, 120, 120, 40, 0}));
}

TEST(Upsampler, HalfHeightIsInterpolatedWithRoundingThatAlternates) {
  const Component component = component_of({{0, 10}, {1, 11}});
  EXPECT_EQ(upsampled_row(component, 1, 2, true, 0, 2), (Bytes{0, 10}));
  EXPECT_EQ(upsampled_row(component, 1, 2, true, 1, 2), (Bytes{0, 10}));  // (1 + 2) / 4
  EXPECT_EQ(upsampled_row(component, 1, 2, true, 2, 2), (Bytes{1, 11}));  // (3 + 0 + 1) / 4
  EXPECT_EQ(upsampled_row(component, 1, 2, true, 3, 2), (Bytes{1, 11}));
}

TEST(Upsampler, OtherRatiosNarrowComponentsAndRoughOnesAreRepeated) {
  EXPECT_EQ(upsampled_row(component_of({{5, 9, 7}}), 3, 2, true, 1, 9),
            (Bytes{5, 5, 5, 9, 9, 9, 7, 7, 7}));
  EXPECT_EQ(upsampled_row(component_of({{5, 9}}), 2, 1, true, 0, 4), (Bytes{5, 5, 9, 9}));
  EXPECT_EQ(upsampled_row(component_of({{5, 9}}), 2, 2, true, 0, 4), (Bytes{5, 5, 9, 9}));
  EXPECT_EQ(upsampled_row(component_of({{0, 100, 200}}), 2, 1, false, 0, 6),
            (Bytes{0, 0, 100, 100, 200, 200}));
}

TEST(Upsampler, RepeatedRowsChangeWhenTheirSourceDoes) {
  const Component component = component_of({{1}, {2}, {3}});
  Upsampler upsampler(component, 2, 2, false, 2);
  for (int y = 0; y < 6; ++y) EXPECT_EQ(int{upsampler.row(y)[1]}, y / 2 + 1);
  EXPECT_EQ(int{upsampler.row(0)[0]}, 1);
}

struct Ycc {
  Bytes y, cb, cr;
};

// Every pair of chroma values, with a luma that wanders.
Ycc all_chroma(int luma_step) {
  Ycc ycc;
  for (int cb = 0; cb < 256; ++cb) {
    for (int cr = 0; cr < 256; ++cr) {
      ycc.y.push_back(static_cast<std::uint8_t>(luma_step * (cb + 3 * cr)));
      ycc.cb.push_back(static_cast<std::uint8_t>(cb));
      ycc.cr.push_back(static_cast<std::uint8_t>(cr));
    }
  }
  return ycc;
}

TEST(YccToRgb, EveryChromaPairIsWithinOneLevelOfTheDefinition) {
  for (const int step : {0, 1, 7}) {
    const Ycc in = all_chroma(step);
    const int width = static_cast<int>(in.y.size());
    Bytes rgb(in.y.size() * 3);
    ycc_to_rgb(in.y.data(), in.cb.data(), in.cr.data(), width, rgb.data());
    for (std::size_t i = 0; i < in.y.size(); ++i) {
      const double y = in.y[i], cb = in.cb[i] - 128.0, cr = in.cr[i] - 128.0;
      const std::array expected = {y + 1.402 * cr, y - 0.344136 * cb - 0.714136 * cr,
                                   y + 1.772 * cb};
      for (std::size_t c = 0; c < 3; ++c) {
        // Half a level of rounding; the factors of 16 bits add less than 0.01.
        ASSERT_NEAR(rgb[3 * i + c], std::clamp(expected[c], 0.0, 255.0), 0.51)
            << int{in.y[i]} << ", " << int{in.cb[i]} << ", " << int{in.cr[i]};
      }
    }
  }
}

TEST(YccToRgb, ThePlainPathEqualsTheVectorPathAtEveryWidth) {
  const Ycc in = all_chroma(5);
  for (int width = 0; width < 70; ++width) {
    for (const int start : {0, 1, 77, 65536 - 70}) {
      Bytes vector(3 * 70 + 1, 42), plain(3 * 70 + 1, 42);
      ycc_to_rgb(&in.y[start], &in.cb[start], &in.cr[start], width, vector.data());
      ycc_to_rgb_plain(&in.y[start], &in.cb[start], &in.cr[start], width, plain.data());
      ASSERT_EQ(vector, plain) << width << " from " << start;
      ASSERT_EQ(vector[3 * width], 42) << "nothing is written beyond the row";
    }
  }
  const int all = static_cast<int>(in.y.size());
  Bytes vector(in.y.size() * 3), plain(in.y.size() * 3);
  ycc_to_rgb(in.y.data(), in.cb.data(), in.cr.data(), all, vector.data());
  ycc_to_rgb_plain(in.y.data(), in.cb.data(), in.cr.data(), all, plain.data());
  EXPECT_EQ(vector, plain);
}

}  // namespace
}  // namespace ocelli::jpeg
