#include <bit>

#include <gtest/gtest.h>

#include "../golden/image_cases.h"
#include "image_fixtures.h"
#include "tensor/normalize.h"
#include "tensor_specs.h"

namespace ocelli {
namespace {

using test::Bytes;
using test::error_of;
using test::spec_of;

// Every value in every channel: pixel v is (v, 255 - v, v xor 85).
Bytes all_values() {
  Bytes pixels;
  for (int v = 0; v < 256; ++v) {
    for (const int value : {v, 255 - v, v ^ 85}) pixels.push_back(static_cast<std::uint8_t>(value));
  }
  return pixels;
}

PreprocessSpec wide_spec() { return spec_of(16, 16, ResizeMode::kNone); }

PreprocessSpec with(const image_cases::Normalize& numbers) {
  PreprocessSpec spec = wide_spec();
  spec.divisor = numbers.divisor;
  spec.mean = numbers.mean;
  spec.std_dev = numbers.std_dev;
  return spec;
}

TEST(Normalize, All256ValuesEqualNumpysFloat32ToTheBit) {
  const Bytes pixels = all_values();
  for (const image_cases::Normalize& numbers : image_cases::kNormalize) {
    const Tensor tensor = normalize(pixels, 3, with(numbers)).value();
    ASSERT_EQ(tensor.shape, (std::array{1, 3, 16, 16}));
    ASSERT_EQ(tensor.values.size(), 768U);
    for (std::size_t c = 0; c < 3; ++c) {
      for (std::size_t i = 0; i < 256; ++i) {
        EXPECT_EQ(std::bit_cast<std::uint32_t>(tensor.values[256 * c + i]),
                  numbers.bits[c][pixels[3 * i + c]])
            << "divisor " << numbers.divisor << ", channel " << c << ", pixel " << i;
      }
    }
  }
}

TEST(Normalize, NhwcHoldsTheSameValuesPixelByPixel) {
  PreprocessSpec spec = with(image_cases::kNormalize[0]);
  const Tensor planar = normalize(all_values(), 3, spec).value();
  spec.layout = Layout::kNhwc;
  const Tensor tensor = normalize(all_values(), 3, spec).value();
  EXPECT_EQ(tensor.shape, (std::array{1, 16, 16, 3}));
  for (std::size_t i = 0; i < 256; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_EQ(tensor.values[3 * i + c], planar.values[256 * c + i]);
    }
  }
}

TEST(Normalize, BgrPutsBlueFirstWithTheFirstMean) {
  PreprocessSpec spec = with(image_cases::kNormalize[0]);
  spec.channels = Channels::kBgr;
  const Bytes pixels = all_values();
  const Tensor tensor = normalize(pixels, 3, spec).value();
  for (std::size_t i = 0; i < 256; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_EQ(std::bit_cast<std::uint32_t>(tensor.values[256 * c + i]),
                image_cases::kNormalize[0].bits[c][pixels[3 * i + 2 - c]]);
    }
  }
}

TEST(Normalize, AGreyNetworkTakesOneByteOrTheFirstOfThree) {
  PreprocessSpec spec = with(image_cases::kNormalize[0]);
  spec.channels = Channels::kGrey;
  const Bytes pixels = all_values();
  Bytes grey;
  for (std::size_t i = 0; i < 256; ++i) grey.push_back(pixels[3 * i]);
  const Tensor of_three = normalize(pixels, 3, spec).value();
  const Tensor of_one = normalize(grey, 1, spec).value();
  EXPECT_EQ(of_one.shape, (std::array{1, 1, 16, 16}));
  EXPECT_EQ(of_one.values, of_three.values);
  ASSERT_EQ(of_one.values.size(), 256U);
  EXPECT_EQ(std::bit_cast<std::uint32_t>(of_one.values[200]),
            image_cases::kNormalize[0].bits[0][200]);
  spec.layout = Layout::kNhwc;
  EXPECT_EQ(normalize(grey, 1, spec).value().shape, (std::array{1, 16, 16, 1}));
}

TEST(Normalize, AWrongNumberOfBytesIsRefused) {
  const PreprocessSpec spec = wide_spec();
  EXPECT_EQ(error_of(normalize(Bytes(767), 3, spec)),
            "invalid-argument: pixels: expected 16 x 16 x 3 bytes, got 767");
  EXPECT_NE(error_of(normalize(Bytes(769), 3, spec)), "");
  EXPECT_NE(error_of(normalize(Bytes(256), 1, spec)), "") << "grey pixels for a network of colours";
  EXPECT_NE(error_of(normalize(Bytes(1024), 4, spec)), "");
  EXPECT_NE(error_of(normalize({}, 0, spec)), "");
  EXPECT_EQ(error_of(normalize(Bytes(768), 3, spec)), "");
}

}  // namespace
}  // namespace ocelli
