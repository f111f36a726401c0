#include <clocale>
#include <cstring>
#include <string>

#include <gtest/gtest.h>

#include "../golden/card_cases.h"
#include "model/decimal.h"

namespace ocelli {
namespace {

std::uint32_t bits_of(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

TEST(Decimal, EveryNumberHasTheBitsThatPythonAndNumpyGiveIt) {
  for (const card_cases::Decimal& expected : card_cases::kDecimals) {
    const std::optional<float> value = parse_decimal(expected.text);
    ASSERT_TRUE(value.has_value()) << expected.text;
    EXPECT_EQ(bits_of(*value), expected.bits) << expected.text;
  }
}

TEST(Decimal, WhatIsNotWhollyADecimalNumberIsRefused) {
  for (const char* text :
       {"",     " ",     "-",   "+1",   " 1",    "1 ",  "1,5", "1.",   ".5",
        "1e",   "1e+",   "e5",  "0x10", "nan",   "NaN", "inf", "-inf", "infinity",
        "1.5f", "1_000", "--1", "1..2", "1e5.5", "١",   "1\n", "0b1"}) {
    EXPECT_FALSE(parse_decimal(text).has_value()) << "\"" << text << "\"";
  }
  EXPECT_FALSE(parse_decimal(std::string_view("1\0", 2)).has_value());
}

TEST(Decimal, WhatFloat32CannotHoldIsRefused) {
  for (const char* text : {"1e39", "-1e39", "3.5e38", "1e999", "1e99999999999999999999", "1e-320",
                           "-1e-400", "1e-99999999999999999999"}) {
    EXPECT_FALSE(parse_decimal(text).has_value()) << text;
  }
}

TEST(Decimal, TheProcessesLocaleChangesNothing) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  const char* with_comma = nullptr;
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"}) {
    with_comma = std::setlocale(LC_ALL, name);
    if (with_comma != nullptr) break;
  }
  if (with_comma == nullptr) GTEST_SKIP() << "no locale with a decimal comma is installed here";
  const std::optional<float> point = parse_decimal("0.5");
  const std::optional<float> comma = parse_decimal("0,5");
  std::setlocale(LC_ALL, before.c_str());
  EXPECT_EQ(point, 0.5F);
  EXPECT_FALSE(comma.has_value());
}

TEST(Decimal, AWholeNumberIsDigitsOnlyAndAtMostNineOfThem) {
  EXPECT_EQ(parse_whole("0"), 0);
  EXPECT_EQ(parse_whole("0224"), 224);
  EXPECT_EQ(parse_whole("999999999"), 999999999);
  for (const char* text : {"", "-1", "+1", "1.0", "1e3", " 1", "1 ", "1000000000", "0x1"}) {
    EXPECT_FALSE(parse_whole(text).has_value()) << "\"" << text << "\"";
  }
}

}  // namespace
}  // namespace ocelli
