#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "../golden/predict_cases.h"
#include "model/golden.h"

namespace ocelli {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

PreprocessSpec spec_of(int height, int width, Channels channels) {
  PreprocessSpec spec;
  spec.input_height = height;
  spec.input_width = width;
  spec.channels = channels;
  return spec;
}

ModelCard card_with(std::vector<std::vector<float>> values, float tolerance) {
  ModelCard card;
  card.golden = Golden{1, std::move(values), tolerance};
  return card;
}

TEST(GoldenInput, ItsBytesAreThoseOfTheGeneratorWrittenInPython) {
  for (const auto& expected : predict_cases::kGoldenInput) {
    const auto pixels = golden_input(spec_of(224, 224, Channels::kRgb), expected.seed);
    ASSERT_EQ(pixels.size(), 224U * 224U * 3U);
    EXPECT_TRUE(std::equal(expected.first.begin(), expected.first.end(), pixels.begin()));
    EXPECT_EQ(std::accumulate(pixels.begin(), pixels.end(), std::uint64_t{0}), expected.sum);
    EXPECT_EQ(pixels.back(), expected.last);
  }
}

TEST(GoldenInput, GreyHasOneByteAPixelAndBgrTheSameBytesAsRgb) {
  const auto rgb = golden_input(spec_of(3, 5, Channels::kRgb), 7);
  const auto grey = golden_input(spec_of(3, 5, Channels::kGrey), 7);
  ASSERT_EQ(grey.size(), 15U);
  EXPECT_TRUE(std::equal(grey.begin(), grey.end(), rgb.begin()));
  EXPECT_EQ(golden_input(spec_of(3, 5, Channels::kBgr), 7), rgb);
}

TEST(GoldenSummary, FirstElementsMeanAndLargestAreNumpys) {
  for (const auto& expected : predict_cases::kSummary) {
    EXPECT_EQ(golden_summary(expected.output), expected.expected);
  }
}

TEST(GoldenSummary, NothingGivesNothing) { EXPECT_TRUE(golden_summary({}).empty()); }

TEST(GoldenSummary, ANanBeyondTheFirstElementsShowsInMeanAndLargest) {
  std::vector<float> output(100, 1.0F);
  output[50] = kNan;
  const auto summary = golden_summary(output);
  ASSERT_EQ(summary.size(), 34U);
  EXPECT_TRUE(std::isnan(summary[32]));
  EXPECT_TRUE(std::isnan(summary[33]));
}

TEST(GoldenDifference, EqualOutputsDifferByNothing) {
  const ModelCard card = card_with({{1, -4, 2, -0.25F, 4}}, 0.0F);
  // The mean of 1, -4, 2 is -1/3.
  const std::vector<std::vector<float>> outputs = {{1, -4, 2}};
  const auto close = golden_difference(card_with({golden_summary(outputs[0])}, 0.0F), outputs);
  ASSERT_TRUE(close.ok());
  EXPECT_EQ(close.value().difference, 0.0);
  EXPECT_TRUE(close.value().agrees);
  const auto off = golden_difference(card, outputs);
  EXPECT_NEAR(off.value().difference, (1.0 / 3 - 0.25) / 4, 1e-8);
  EXPECT_FALSE(off.value().agrees);
}

TEST(GoldenDifference, ItIsRelativeToTheLargestAbsoluteValueAndInclusive) {
  const ModelCard card = card_with({{1, 2, -8, -5.0F / 3, 8}}, 0.125F);
  const auto at = golden_difference(card, std::vector<std::vector<float>>{{1, 3, -8}});
  EXPECT_EQ(at.value().difference, 0.125);
  EXPECT_TRUE(at.value().agrees);
  const auto above = golden_difference(card, std::vector<std::vector<float>>{{1, 3.001F, -8}});
  EXPECT_FALSE(above.value().agrees);
}

TEST(GoldenDifference, EveryOutputCountsByItsOwnSize) {
  const ModelCard card = card_with({{100, 100, 100}, {1, 1, 1}}, 0.05F);
  const auto large = golden_difference(card, std::vector<std::vector<float>>{{104}, {1}});
  EXPECT_NEAR(large.value().difference, 0.04, 1e-9);
  EXPECT_TRUE(large.value().agrees);
  const auto small = golden_difference(card, std::vector<std::vector<float>>{{100}, {1.5F}});
  EXPECT_EQ(small.value().difference, 0.5);
  EXPECT_FALSE(small.value().agrees);
}

TEST(GoldenDifference, WhatIsNotFiniteNeverAgrees) {
  std::vector<float> expected(34, 1.0F);
  for (const float wrong : {kNan, kInfinity, -kInfinity}) {
    for (const std::size_t place : {std::size_t{0}, std::size_t{31}, std::size_t{39}}) {
      std::vector<float> output(40, 1.0F);
      output[place] = wrong;
      const auto result =
          golden_difference(card_with({expected}, 1.0F), std::vector<std::vector<float>>{output});
      ASSERT_TRUE(result.ok());
      EXPECT_FALSE(result.value().agrees);
      EXPECT_TRUE(std::isinf(result.value().difference));
    }
  }
}

TEST(GoldenDifference, AllZerosAgreeWithAllZerosOnly) {
  const ModelCard card = card_with({{0, 0, 0}}, 0.1F);
  EXPECT_TRUE(golden_difference(card, std::vector<std::vector<float>>{{0}}).value().agrees);
  const auto other = golden_difference(card, std::vector<std::vector<float>>{{0.001F}});
  EXPECT_FALSE(other.value().agrees);
}

TEST(GoldenDifference, AnotherNumberOfOutputsOrElementsIsAnError) {
  const ModelCard card = card_with({{1, 2, 1.5F, 2}}, 0.1F);
  const auto message = [&](const std::vector<std::vector<float>>& outputs) {
    const auto result = golden_difference(card, outputs);
    EXPECT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
    return result.error().message;
  };
  EXPECT_EQ(message({}), "outputs: expected 1, got 0");
  EXPECT_EQ(message({{1, 2}, {3}}), "outputs: expected 1, got 2");
  EXPECT_EQ(message({{1, 2, 3}}), "output 0: expected 2 elements, got 3");
  EXPECT_EQ(message({{}}), "output 0: expected 2 elements, got 0");
  const auto many = golden_difference(card_with({std::vector<float>(34, 1.0F)}, 0.1F),
                                      std::vector<std::vector<float>>{{1, 2}});
  EXPECT_EQ(many.error().message, "output 0: expected 32 or more elements, got 2");
}

TEST(GoldenDifference, ACardWithoutGoldenValuesIsAnError) {
  const auto result = golden_difference(ModelCard{}, std::vector<std::vector<float>>{{1}});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace ocelli
