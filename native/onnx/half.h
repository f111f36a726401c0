#pragma once

#include <bit>
#include <cstdint>

namespace ocelli::onnx {

/// The float32 of an IEEE binary16, exactly; NaN keeps its payload's upper bits.
constexpr float float_from_half(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16U;
  std::uint32_t exponent = (half >> 10U) & 31U;
  std::uint32_t fraction = half & 0x3FFU;
  if (exponent == 31U) return std::bit_cast<float>(sign | 0x7F800000U | fraction << 13U);
  if (exponent == 0U) {
    if (fraction == 0U) return std::bit_cast<float>(sign);
    // Subnormal: shifted until its leading bit is the hidden one.
    exponent = 1U;
    while ((fraction & 0x400U) == 0U) {
      fraction <<= 1U;
      --exponent;
    }
    fraction &= 0x3FFU;
  }
  return std::bit_cast<float>(sign | (exponent + 112U) << 23U | fraction << 13U);
}

/// The nearest IEEE binary16, ties to even; what is too large becomes infinite, NaN stays NaN.
constexpr std::uint16_t half_from_float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>(bits >> 16U & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (magnitude > 0x7F800000U) {
    return static_cast<std::uint16_t>(sign | 0x7E00U | (magnitude >> 13U & 0x3FFU));
  }
  const std::uint32_t exponent = magnitude >> 23U;
  if (exponent < 102U) return sign;  // less than half of the smallest subnormal
  // Normal: 13 bits go. Subnormal: one more for each power of two below the smallest normal.
  const std::uint32_t dropped = exponent < 113U ? 126U - exponent : 13U;
  const std::uint32_t kept =
      exponent < 113U ? (magnitude & 0x7FFFFFU) | 0x800000U : magnitude - (112U << 23U);
  const std::uint32_t half = 1U << (dropped - 1U);
  std::uint32_t rounded = kept >> dropped;
  const std::uint32_t rest = kept & ((1U << dropped) - 1U);
  if (rest > half || (rest == half && (rounded & 1U) != 0U)) ++rounded;
  if (rounded > 0x7C00U) rounded = 0x7C00U;
  return static_cast<std::uint16_t>(sign | rounded);
}

/// The float32 of a bfloat16, exactly.
constexpr float float_from_bfloat16(std::uint16_t value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16U);
}

}  // namespace ocelli::onnx
