#include <cstdint>

#include <gtest/gtest.h>

#include "../golden/image_cases.h"
#include "image/alpha.h"
#include "image/grey.h"
#include "image_fixtures.h"

namespace ocelli {
namespace {

// Pillow's AlphaComposite.c on an opaque white background, with its general destination.
int composed_by_pillow(std::uint32_t value, std::uint32_t alpha) {
  constexpr std::uint32_t kPrecision = 7, kWhite = 255, kOpaque = 255;
  if (alpha == 0) return kWhite;
  const std::uint32_t blend = kOpaque * (255 - alpha);
  const std::uint32_t out_alpha_255 = alpha * 255 + blend;
  const std::uint32_t front = alpha * 255 * 255 * (1U << kPrecision) / out_alpha_255;
  const std::uint32_t back = 255 * (1U << kPrecision) - front;
  const std::uint32_t sum = value * front + kWhite * back + (0x80U << kPrecision);
  return static_cast<int>(((sum >> 8) + sum) >> 8 >> kPrecision);
}

TEST(OverWhite, All65536PairsEqualPillowsExpression) {
  for (int alpha = 0; alpha < 256; ++alpha) {
    for (int value = 0; value < 256; ++value) {
      ASSERT_EQ(int{over_white(static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(alpha))},
                composed_by_pillow(value, alpha))
          << "value " << value << ", alpha " << alpha;
    }
  }
}

TEST(OverWhite, ItsSumsEqualThoseOfPillowsAlphaComposite) {
  for (std::size_t alpha = 0; alpha < 256; ++alpha) {
    std::uint64_t sum = 0, weighted = 0;
    for (std::uint64_t value = 0; value < 256; ++value) {
      const std::uint64_t seen =
          over_white(static_cast<std::uint8_t>(value), static_cast<std::uint8_t>(alpha));
      sum += seen;
      weighted += seen * value;
    }
    EXPECT_EQ(sum, image_cases::kAlpha[alpha].sum) << "alpha " << alpha;
    EXPECT_EQ(weighted, image_cases::kAlpha[alpha].weighted) << "alpha " << alpha;
  }
}

TEST(OverWhite, OpaqueStaysAndTransparentIsWhite) {
  for (int value = 0; value < 256; ++value) {
    EXPECT_EQ(int{over_white(static_cast<std::uint8_t>(value), 255)}, value);
    EXPECT_EQ(int{over_white(static_cast<std::uint8_t>(value), 0)}, 255);
  }
}

TEST(Luma, ALatticeOfColoursEqualsPillowsModeL) {
  for (int red = 0; red < 16; ++red) {
    for (int green = 0; green < 16; ++green) {
      for (int blue = 0; blue < 16; ++blue) {
        EXPECT_EQ(luma(17 * red, 17 * green, 17 * blue), image_cases::kLuma[red][16 * green + blue])
            << red << ", " << green << ", " << blue;
      }
    }
  }
}

TEST(Luma, GreysAreTheirOwnLuma) {
  for (int grey = 0; grey < 256; ++grey) EXPECT_EQ(int{luma(grey, grey, grey)}, grey);
}

TEST(ToGrey, EveryPixelGetsItsLumaInAllChannels) {
  const Image before = test::noise(7, 5);
  Image after = test::cut_out(before, 0, 0, 7, 5);
  to_grey(after);
  for (std::size_t i = 0; i < after.size_bytes(); i += 3) {
    const auto pixel = before.bytes().subspan(i, 3);
    const int expected = luma(pixel[0], pixel[1], pixel[2]);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(int{after.bytes()[i + c]}, expected);
  }
}

}  // namespace
}  // namespace ocelli
