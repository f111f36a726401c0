#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "../golden/predict_cases.h"
#include "predict/sigmoid.h"
#include "predict/softmax.h"
#include "predict/temperature.h"
#include "predict/top_k.h"

namespace ocelli {
namespace {

// A few units in the last place of double: exp differs that much between C libraries.
void expect_close(double actual, double expected) {
  EXPECT_NEAR(actual, expected, 1e-15 + 1e-13 * std::fabs(expected));
}

TEST(Softmax, WithTemperatureItGivesScipysProbabilities) {
  for (const auto& expected : predict_cases::kSoftmax) {
    const auto actual = softmax(divide_by_temperature(expected.logits, expected.temperature));
    ASSERT_EQ(actual.size(), expected.expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
      SCOPED_TRACE(expected.name);
      expect_close(actual[i], expected.expected[i]);
    }
    EXPECT_NEAR(std::accumulate(actual.begin(), actual.end(), 0.0), 1.0, 1e-14);
  }
}

TEST(Softmax, NothingGivesNothing) { EXPECT_TRUE(softmax({}).empty()); }

TEST(Softmax, OneLogitIsCertain) {
  EXPECT_EQ(softmax(std::vector<double>{-1e300}), std::vector<double>{1.0});
}

TEST(Temperature, TheSmallestOneDoesNotOverflow) {
  const auto scaled = divide_by_temperature(std::vector<float>{3.0e38F, -3.0e38F}, 1e-45F);
  EXPECT_TRUE(std::isfinite(scaled[0]));
  EXPECT_EQ(softmax(scaled), (std::vector<double>{1.0, 0.0}));
}

TEST(Sigmoid, ItGivesScipysExpit) {
  for (const auto& expected : predict_cases::kSigmoid) {
    EXPECT_NEAR(sigmoid(expected.logit), expected.expected, 1e-13 * expected.expected)
        << expected.logit;
  }
}

TEST(TopK, TheLargestComeFirstAndEqualsByIndex) {
  const std::vector<double> scores = {0.1, 0.4, 0.4, 0.05, 0.4};
  const std::vector<int> all = {0, 1, 2, 3, 4};
  EXPECT_EQ(top_k(scores, all, 2), (std::vector<int>{1, 2}));
  EXPECT_EQ(top_k(scores, all, 5), (std::vector<int>{1, 2, 4, 0, 3}));
  EXPECT_EQ(top_k(scores, {4, 2, 1}, 3), (std::vector<int>{1, 2, 4}));
}

TEST(TopK, MoreThanThereAreGivesAllAndNoneGivesNone) {
  const std::vector<double> scores = {0.1, 0.9};
  EXPECT_EQ(top_k(scores, {0, 1}, 99), (std::vector<int>{1, 0}));
  EXPECT_TRUE(top_k(scores, {0, 1}, 0).empty());
  EXPECT_TRUE(top_k(scores, {}, 5).empty());
}

}  // namespace
}  // namespace ocelli
