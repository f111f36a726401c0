#include "train/data/content_hash.h"

#include <vector>

#include <gtest/gtest.h>

#include "golden/content_hash_cases.h"

namespace ocelli::train {
namespace {

TEST(ContentHash, EqualsThatOfTheXxhashPackage) {
  std::vector<std::uint8_t> bytes;
  std::uint32_t state = 7;
  for (int i = 0; i < 1000; ++i) {
    state = 1664525U * state + 1013904223U;
    bytes.push_back(static_cast<std::uint8_t>(state >> 24U));
  }
  for (const content_hash_cases::Case& expected : content_hash_cases::kCases) {
    const std::span<const std::uint8_t> part(bytes.data(), expected.bytes);
    EXPECT_EQ(content_hash(part), expected.plain) << expected.bytes;
    EXPECT_EQ(content_hash(part, content_hash_cases::kSeed), expected.seeded) << expected.bytes;
  }
}

}  // namespace
}  // namespace ocelli::train
