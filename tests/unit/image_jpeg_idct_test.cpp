#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <numbers>

#include <gtest/gtest.h>

#include "image/jpeg/idct.h"

namespace ocelli::jpeg {
namespace {

using Block = std::array<std::int16_t, kBlockSize>;
using Samples = std::array<std::uint8_t, kBlockSize>;

constexpr std::array kSizes = {8, 4, 2, 1};

QuantTable flat(std::uint16_t value) {
  QuantTable quant;
  quant.fill(value);
  return quant;
}

Samples vector_path(int size, const Block& block, const QuantTable& quant) {
  Samples out{};
  inverse_dct(size, block.data(), quant, out.data(), size);
  return out;
}

Samples plain_path(int size, const Block& block, const QuantTable& quant) {
  Samples out{};
  inverse_dct_plain(size, block.data(), quant, out.data(), size);
  return out;
}

// The definition (T.81, A.3.3), in double, before rounding and clamping.
std::array<double, kBlockSize> exact(const Block& block, const QuantTable& quant) {
  std::array<double, kBlockSize> out{};
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) {
      double sum = 0;
      for (int v = 0; v < 8; ++v) {
        for (int u = 0; u < 8; ++u) {
          const double scale = (u == 0 ? std::sqrt(0.5) : 1) * (v == 0 ? std::sqrt(0.5) : 1) / 4;
          sum += scale * block[8 * v + u] * quant[8 * v + u] *
                 std::cos((2 * x + 1) * u * std::numbers::pi / 16) *
                 std::cos((2 * y + 1) * v * std::numbers::pi / 16);
        }
      }
      out[8 * y + x] = sum + 128;
    }
  }
  return out;
}

// Blocks as photographs have them: few coefficients, smaller towards high frequencies.
class Blocks {
 public:
  Block next(int count, int largest) {
    Block block{};
    for (int i = 0; i < count; ++i) {
      const int place = static_cast<int>(draw() % kBlockSize);
      const int range = std::max(1, largest / (1 + place / 8 + place % 8));
      block[place] = static_cast<std::int16_t>(static_cast<int>(draw() % (2 * range + 1)) - range);
    }
    return block;
  }
  std::uint32_t draw() {
    state_ = 1664525 * state_ + 1013904223;
    return state_ >> 8;
  }

 private:
  std::uint32_t state_ = 11;
};

TEST(InverseDct, TheWholeTransformIsWithinOneLevelOfTheDefinition) {
  Blocks blocks;
  const QuantTable quant = flat(3);
  for (int n = 0; n < 500; ++n) {
    const Block block = blocks.next(1 + n % 30, 200);
    const auto expected = exact(block, quant);
    const Samples got = vector_path(8, block, quant);
    for (int i = 0; i < kBlockSize; ++i) {
      // Half a level of rounding, and the fixed-point error.
      ASSERT_NEAR(got[i], std::clamp(expected[i], 0.0, 255.0), 0.6) << "block " << n << ", " << i;
    }
  }
}

TEST(InverseDct, ReducedTransformsAverageTheWholeOne) {
  Blocks blocks;
  const QuantTable quant = flat(2);
  for (const int size : {4, 2, 1}) {
    const int step = 8 / size;
    for (int n = 0; n < 300; ++n) {
      const Block block = blocks.next(1 + n % 20, 120);
      const auto whole = exact(block, quant);
      const Samples got = vector_path(size, block, quant);
      for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
          double mean = 0;
          for (int i = 0; i < step * step; ++i) {
            mean += whole[8 * (step * y + i / step) + step * x + i % step] / (step * step);
          }
          ASSERT_NEAR(got[size * y + x], std::clamp(mean, 0.0, 255.0), 0.7)
              << "size " << size << ", block " << n << ", " << x << ", " << y;
        }
      }
    }
  }
}

TEST(InverseDct, ThePlainPathEqualsTheVectorPath) {
  Blocks blocks;
  for (int n = 0; n < 20000; ++n) {
    QuantTable quant;
    for (auto& q : quant) q = static_cast<std::uint16_t>(1 + blocks.draw() % 255);
    const Block block = blocks.next(n % 64, 1023);
    for (const int size : kSizes) {
      ASSERT_EQ(vector_path(size, block, quant), plain_path(size, block, quant))
          << "size " << size << ", block " << n;
    }
  }
}

TEST(InverseDct, HostileCoefficientsOverflowAlikeInBothPaths) {
  Blocks blocks;
  for (int n = 0; n < 5000; ++n) {
    QuantTable quant;
    for (auto& q : quant) q = static_cast<std::uint16_t>(blocks.draw());
    Block block{};
    const int count = n % 3 == 0 ? 1 : kBlockSize;
    for (int i = 0; i < count; ++i) block[i] = static_cast<std::int16_t>(blocks.draw());
    for (const int size : kSizes) {
      ASSERT_EQ(vector_path(size, block, quant), plain_path(size, block, quant))
          << "size " << size << ", block " << n;
    }
  }
}

TEST(InverseDct, AFlatBlockIsItsMean) {
  for (int dc = -1200; dc <= 1200; ++dc) {
    Block block{};
    block[0] = static_cast<std::int16_t>(dc);
    const int expected = std::clamp(static_cast<int>(std::floor((dc + 4) / 8.0)) + 128, 0, 255);
    for (const int size : kSizes) {
      const Samples got = vector_path(size, block, flat(1));
      for (int i = 0; i < size * size; ++i) ASSERT_EQ(int{got[i]}, expected) << dc << ", " << size;
    }
  }
}

TEST(InverseDct, OneCoefficientAnywhereIsNotTakenForAFlatBlock) {
  for (int place = 1; place < kBlockSize; ++place) {
    Block block{};
    block[place] = 100;
    const Samples got = vector_path(8, block, flat(1));
    EXPECT_NE(*std::min_element(got.begin(), got.end()), *std::max_element(got.begin(), got.end()))
        << place;
  }
}

TEST(InverseDct, RowsAreWrittenAtTheirStride) {
  Block block{};
  block[0] = 80;
  block[9] = -50;
  for (const int size : kSizes) {
    std::array<std::uint8_t, 200> out;
    out.fill(77);
    inverse_dct(size, block.data(), flat(1), out.data(), 20);
    const Samples tight = vector_path(size, block, flat(1));
    for (int i = 0; i < 160; ++i) {
      const int x = i % 20, y = i / 20;
      const int expected = x < size && y < size ? tight[size * y + x] : 77;
      ASSERT_EQ(int{out[i]}, expected) << "size " << size << ", " << x << ", " << y;
    }
  }
}

}  // namespace
}  // namespace ocelli::jpeg
