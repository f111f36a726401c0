#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "../../golden/architectures_random_cases.h"
#include "graph/build/initial_values.h"
#include "graph/build/inverse_normal.h"

namespace ocelli::graph {
namespace {

TEST(InverseNormal, QuantilesAreThoseOfSciPy) {
  for (const auto& [probability, expected] : random_cases::kQuantiles) {
    EXPECT_NEAR(inverse_normal(probability), expected, 1e-14 * std::abs(expected)) << probability;
  }
}

TEST(InverseNormal, BothHalvesMirrorEachOtherExactly) {
  for (const double probability : {0.25, 0.125, 0x1p-10, 0x1p-30}) {
    EXPECT_EQ(inverse_normal(probability), -inverse_normal(1.0 - probability));
  }
}

TEST(InitialWeights, UniformOnesAreTheSameBitsAsFromAGeneratorWrittenInPython) {
  for (const auto& expected : random_cases::kDraws) {
    const auto drawn = draw(uniform(expected.scale), {700}, expected.seed, expected.name);
    for (std::size_t i = 0; i < expected.at.size(); ++i) {
      EXPECT_EQ(drawn[expected.at[i]], expected.uniform[i]) << expected.name << expected.at[i];
    }
  }
}

TEST(InitialWeights, NormalOnesAreThoseOfPythonWithinTheLastBit) {
  for (const auto& expected : random_cases::kDraws) {
    const auto drawn = draw(normal(expected.scale), {7, 100}, expected.seed, expected.name);
    for (std::size_t i = 0; i < expected.at.size(); ++i) {
      const float value = expected.normal[i];
      const float above = std::nextafter(value, INFINITY) - value;
      EXPECT_NEAR(drawn[expected.at[i]], value, above) << expected.name << expected.at[i];
    }
  }
}

TEST(InitialWeights, TheFirstDiracFiltersPassTheirChannelOnAndTheOthersAreRandom) {
  const std::vector<float> drawn = draw(dirac(0.5), {3, 2, 3, 3}, 0, "conv.weight");
  for (std::size_t i = 0; i < 36; ++i) {
    EXPECT_EQ(drawn[i], i == 4 || i == 18 + 9 + 4 ? 1.0F : 0.0F) << i;
  }
  const std::vector<float> plain = draw(uniform(0.5), {3, 2, 3, 3}, 0, "conv.weight");
  EXPECT_TRUE(std::equal(drawn.begin() + 36, drawn.end(), plain.begin() + 36));
}

}  // namespace
}  // namespace ocelli::graph
