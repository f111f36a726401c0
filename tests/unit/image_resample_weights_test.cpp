#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>

#include "image/resample_weights.h"

namespace ocelli {
namespace {

constexpr int kOne = 1 << ResampleWeights::kPrecisionBits;
constexpr std::array kFilters = {ResizeFilter::kBox, ResizeFilter::kBilinear,
                                 ResizeFilter::kHamming, ResizeFilter::kBicubic,
                                 ResizeFilter::kLanczos};

ResampleWeights whole_axis(int in_size, int out_size, ResizeFilter filter) {
  return resample_weights(in_size, 0, static_cast<float>(in_size), out_size, filter, 0, out_size);
}

TEST(ResampleWeights, HalvingWithBilinearTakesTheTriangleCutAtTheEdge) {
  // Source pixels 0, 1, 2 lie 0.25, 0.25 and 0.75 of the support away: 3/7, 3/7, 1/7.
  const ResampleWeights weights = whole_axis(4, 2, ResizeFilter::kBilinear);
  ASSERT_EQ(weights.spans.size(), 2U);
  EXPECT_EQ(weights.spans[0].first, 0);
  ASSERT_EQ(weights.spans[0].count, 3);
  EXPECT_EQ(weights.of(0)[0], 1797559);
  EXPECT_EQ(weights.of(0)[1], 1797559);
  EXPECT_EQ(weights.of(0)[2], 599186);
  EXPECT_EQ(weights.spans[1].first, 1);
  ASSERT_EQ(weights.spans[1].count, 3);
  EXPECT_EQ(weights.of(1)[0], 599186);
}

TEST(ResampleWeights, HalvingWithBoxAveragesPairs) {
  const ResampleWeights weights = whole_axis(6, 3, ResizeFilter::kBox);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(weights.spans[i].first, 2 * i);
    ASSERT_EQ(weights.spans[i].count, 2);
    EXPECT_EQ(weights.of(i)[0], kOne / 2);
    EXPECT_EQ(weights.of(i)[1], kOne / 2);
  }
}

TEST(ResampleWeights, DoublingWithBicubicHasNegativeLobes) {
  // Centres lie a quarter of a pixel off: the kernel of a = -0.5 at 1.25, 0.25, 0.75 and 1.75.
  const ResampleWeights weights = whole_axis(8, 16, ResizeFilter::kBicubic);
  EXPECT_EQ(weights.spans[8].first, 2);
  ASSERT_EQ(weights.spans[8].count, 4);
  EXPECT_EQ(weights.spans[9].first, 3) << "a pixel that weighs nothing is left out";
  EXPECT_EQ(weights.spans[9].count, 4);
  const std::array expected = {-0.0703125, 0.8671875, 0.2265625, -0.0234375};
  double least = 1;
  for (int i = 0; i < 4; ++i) {
    const double got = static_cast<double>(weights.of(8)[i]) / kOne;
    double nearest = 1;
    for (const double e : expected) nearest = std::min(nearest, std::fabs(got - e));
    EXPECT_LT(nearest, 1e-6) << got;
    least = std::min(least, got);
  }
  EXPECT_NEAR(least, -0.0703125, 1e-6);
}

TEST(ResampleWeights, KeepingTheSizeKeepsEveryPixel) {
  for (const ResizeFilter filter : kFilters) {
    const ResampleWeights weights = whole_axis(9, 9, filter);
    for (int i = 0; i < 9; ++i) {
      const auto [first, count] = weights.spans[i];
      for (int k = 0; k < count; ++k) {
        EXPECT_EQ(weights.of(i)[k], first + k == i ? kOne : 0) << i << ", " << k;
      }
    }
  }
}

TEST(ResampleWeights, EverySpanLiesInTheSourceAndItsWeightsSumToOne) {
  for (const ResizeFilter filter : kFilters) {
    for (const int in : {1, 2, 3, 7, 100, 641}) {
      for (const int out : {1, 2, 5, 64, 224, 700}) {
        const ResampleWeights weights = whole_axis(in, out, filter);
        for (int i = 0; i < out; ++i) {
          const auto [first, count] = weights.spans[i];
          ASSERT_GE(first, 0);
          ASSERT_GE(count, 1);
          ASSERT_LE(first + count, in);
          ASSERT_LE(count, weights.stride);
          std::int64_t sum = 0;
          for (int k = 0; k < count; ++k) sum += weights.of(i)[k];
          // Each weight is rounded by itself, by half at most.
          ASSERT_LE(std::llabs(sum - kOne), (count + 1) / 2) << in << " to " << out << ", " << i;
        }
      }
    }
  }
}

TEST(ResampleWeights, AWindowHasTheWeightsOfTheWhole) {
  const float start = 3.25F, end = 90.5F;
  for (const ResizeFilter filter : kFilters) {
    const ResampleWeights whole = resample_weights(100, start, end, 31, filter, 0, 31);
    const ResampleWeights part = resample_weights(100, start, end, 31, filter, 11, 9);
    ASSERT_EQ(part.spans.size(), 9U);
    ASSERT_EQ(part.stride, whole.stride);
    for (int i = 0; i < 9; ++i) {
      EXPECT_EQ(part.spans[i].first, whole.spans[11 + i].first);
      ASSERT_EQ(part.spans[i].count, whole.spans[11 + i].count);
      for (int k = 0; k < part.spans[i].count; ++k) {
        EXPECT_EQ(part.of(i)[k], whole.of(11 + i)[k]);
      }
    }
  }
}

TEST(ResampleWeights, ABoxBetweenPixelsTakesFromThePixelsAround) {
  const ResampleWeights weights =
      resample_weights(10, 4.5F, 5.5F, 1, ResizeFilter::kBilinear, 0, 1);
  EXPECT_EQ(weights.spans[0].first, 4);
  ASSERT_EQ(weights.spans[0].count, 2);
  EXPECT_EQ(weights.of(0)[0], kOne / 2);
  EXPECT_EQ(weights.of(0)[1], kOne / 2);
}

}  // namespace
}  // namespace ocelli
