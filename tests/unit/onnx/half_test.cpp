#include "onnx/half.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "golden/half_cases.h"

namespace ocelli::onnx {
namespace {

TEST(Half, RoundsAsNumPyDoes) {
  for (const auto& [bits, expected] : kHalfCases) {
    EXPECT_EQ(half_from_float(std::bit_cast<float>(bits)), expected) << std::hex << bits;
  }
}

TEST(Half, EveryHalfComesBackFromFloat32) {
  for (std::uint32_t bits = 0; bits <= 0xFFFFU; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = float_from_half(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(float_from_half(half_from_float(value)))) << std::hex << bits;
    } else {
      EXPECT_EQ(half_from_float(value), half) << std::hex << bits;
    }
  }
}

TEST(Half, KnownValuesAreExact) {
  EXPECT_EQ(float_from_half(0x3C00), 1.0F);
  EXPECT_EQ(float_from_half(0xC248), -3.140625F);
  EXPECT_EQ(float_from_half(0x7BFF), 65504.0F);
  EXPECT_EQ(float_from_half(0x0001), 0x1p-24F);
  EXPECT_EQ(float_from_half(0x7C00), std::numeric_limits<float>::infinity());
  EXPECT_EQ(float_from_bfloat16(0x3FC0), 1.5F);
}

}  // namespace
}  // namespace ocelli::onnx
