// Each step of augmentation beside torchvision's function of the same name, on the same picture.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "train/augment/flip.h"
#include "train/augment/homography.h"
#include "train/augment/lighting.h"
#include "train/augment/rand_augment.h"
#include "train/augment/shift.h"
#include "train/augment/tone.h"
#include "train/augment/warp.h"
#include "unit/data/test_photos.h"

namespace ocelli::train {
namespace {

using test::noise_image;

constexpr int kWidth = 24, kHeight = 20;

std::map<std::string, Image> read_cases() {
  std::ifstream file(OCELLI_GOLDEN_DIR "/augment_cases.bin", std::ios::binary);
  std::map<std::string, Image> cases;
  char name[33] = {};
  std::int32_t size[2];
  while (file.read(name, 32) && file.read(reinterpret_cast<char*>(size), sizeof(size))) {
    Image image = std::move(Image::create(size[0], size[1])).value();
    file.read(reinterpret_cast<char*>(image.bytes().data()),
              static_cast<std::streamsize>(image.size_bytes()));
    cases.emplace(name, std::move(image));
  }
  return cases;
}

const Image& expected(const std::string& name) {
  static const std::map<std::string, Image> cases = read_cases();
  const auto found = cases.find(name);
  if (found == cases.end()) {
    ADD_FAILURE() << "augment_cases.bin lacks \"" << name << "\"";
    static const Image nothing = noise_image(1, 1, 0);
    return nothing;
  }
  return found->second;
}

Image picture() { return noise_image(kWidth, kHeight, 1); }

Image pale(Image image) {
  for (std::uint8_t& byte : image.bytes()) byte = static_cast<std::uint8_t>(byte / 3 + 40);
  return image;
}

int largest_difference(const Image& a, const Image& b) {
  if (a.width() != b.width() || a.height() != b.height()) return 256;
  int most = 0;
  for (std::size_t i = 0; i < a.size_bytes(); ++i) {
    most = std::max(most, std::abs(a.bytes()[i] - b.bytes()[i]));
  }
  return most;
}

template <typename Change>
void expect_equal(const std::string& name, Image image, const Change& change, int tolerance = 0) {
  change(image);
  EXPECT_LE(largest_difference(image, expected(name)), tolerance) << name;
}

TEST(Lighting, EqualsTorchvisions) {
  const auto check = [](const char* name, void (*adjust)(Image&, double), double value,
                        int tolerance) {
    expect_equal(name, picture(), [&](Image& image) { adjust(image, value); }, tolerance);
  };
  check("brightness 0.6", adjust_brightness, 0.6, 0);
  check("brightness 1.5", adjust_brightness, 1.5, 0);
  check("contrast 0.4", adjust_contrast, 0.4, 0);
  check("contrast 1.7", adjust_contrast, 1.7, 0);
  check("saturation 0.0", adjust_saturation, 0.0, 0);
  check("saturation 1.8", adjust_saturation, 1.8, 0);
  // Powers and hues are rounded at other places: one level.
  check("gamma 0.5", adjust_gamma, 0.5, 1);
  check("gamma 2.2", adjust_gamma, 2.2, 1);
  check("hue -0.3", adjust_hue, -0.3, 1);
  check("hue 0.1", adjust_hue, 0.1, 1);
  check("hue 0.5", adjust_hue, 0.5, 1);
}

TEST(Lighting, GreyKeepsItsHue) {
  Image image = noise_image(9, 9, 4);
  for (std::size_t i = 0; i < image.size_bytes(); ++i) image.bytes()[i] = image.bytes()[i / 3 * 3];
  Image turned = noise_image(9, 9, 4);
  std::memcpy(turned.bytes().data(), image.bytes().data(), image.size_bytes());
  adjust_hue(turned, 0.37);
  EXPECT_EQ(largest_difference(image, turned), 0);
}

TEST(Tone, EqualsTorchvisions) {
  for (const int bits : {1, 3, 8}) {
    expect_equal("posterize " + std::to_string(bits), picture(),
                 [&](Image& image) { posterize(image, bits); });
  }
  expect_equal("solarize 100", picture(), [](Image& image) { solarize(image, 100); });
  expect_equal("autocontrast", pale(picture()), autocontrast);
  expect_equal("equalize", pale(noise_image(48, 40, 2)), equalize);
  // A sum of nine float32 products may round the other way: one level.
  expect_equal("sharpness 0.2", picture(), [](Image& image) { adjust_sharpness(image, 0.2); }, 1);
  expect_equal("sharpness 1.9", picture(), [](Image& image) { adjust_sharpness(image, 1.9); }, 1);
}

TEST(Tone, FlatPicturesStayAsTheyAre) {
  Image flat = noise_image(5, 5, 1);
  for (std::uint8_t& byte : flat.bytes()) byte = 77;
  for (const auto change : {autocontrast, equalize}) {
    change(flat);
    EXPECT_TRUE(
        std::all_of(flat.bytes().begin(), flat.bytes().end(), [](int v) { return v == 77; }));
  }
}

TEST(Flip, EqualsTorchvisionsAtEveryWidth) {
  expect_equal("flip", picture(), flip);
  for (int width = 1; width <= 17; ++width) {
    const Image image = noise_image(width, 3, 5);
    Image flipped = noise_image(width, 3, 5);
    flip(flipped);
    for (int y = 0; y < 3; ++y) {
      for (int x = 0; x < width; ++x) {
        ASSERT_EQ(std::memcmp(flipped.row(y) + 3 * x, image.row(y) + 3 * (width - 1 - x), 3), 0);
      }
    }
  }
}

// Compares where no pixel from beyond the border takes part: there torchvision shows black.
void expect_same_inside(const std::string& name, const Homography& map, const Image& ours) {
  const Image& theirs = expected(name);
  int compared = 0;
  for (int y = 0; y < ours.height(); ++y) {
    for (int x = 0; x < ours.width(); ++x) {
      const Point at = map.map({x + 0.5, y + 0.5});
      const bool inside =
          at.x >= 0.5 && at.y >= 0.5 && at.x <= ours.width() - 0.5 && at.y <= ours.height() - 0.5;
      if (!inside) continue;
      ++compared;
      for (int c = 0; c < 3; ++c) {
        EXPECT_NEAR(ours.row(y)[3 * x + c], theirs.row(y)[3 * x + c], 1)
            << name << " at " << x << ", " << y;
      }
    }
  }
  EXPECT_GE(compared, ours.width() * ours.height() / 2) << name;
}

TEST(Warp, EqualsTorchvisionsRotation) {
  const Homography map = Homography::rotation(-17, {kWidth / 2.0, kHeight / 2.0});
  expect_same_inside("rotation 17", map, warp(picture(), map, kWidth, kHeight).value());
}

TEST(Warp, EqualsTorchvisionsPerspective) {
  const Homography map = Homography::of_corners({{{2, 3}, {20, 1}, {22, 17}, {4, 18}}},
                                                {{{0, 0}, {23, 0}, {23, 19}, {0, 19}}});
  expect_same_inside("perspective", map, warp(picture(), map, kWidth, kHeight).value());
}

TEST(Warp, TheIdentityChangesNothingAndTheBorderGoesOn) {
  const Image image = picture();
  EXPECT_EQ(largest_difference(warp(image, {}, kWidth, kHeight).value(), image), 0);
  const Image moved = warp(image, Homography::shift(-3, 2), kWidth, kHeight).value();
  EXPECT_EQ(std::memcmp(moved.row(4), image.row(6), 3), 0);
  EXPECT_EQ(std::memcmp(moved.row(4) + 9, image.row(6), 3), 0);
  EXPECT_EQ(std::memcmp(moved.row(kHeight - 1) + 30, image.row(kHeight - 1) + 21, 3), 0);
  // A single pixel is seen everywhere.
  const Image one = noise_image(1, 1, 3);
  const Image many = warp(one, Homography::rotation(30, {}), 3, 3).value();
  for (int i = 0; i < 9; ++i) EXPECT_EQ(std::memcmp(many.bytes().data() + 3 * i, one.row(0), 3), 0);
}

TEST(RandAugment, OperationsEqualTorchvisions) {
  struct Case {
    const char* name;
    RandOperation operation;
    bool negative;
  };
  for (const Case& one : {Case{"Brightness", RandOperation::kBrightness, false},
                          Case{"Color", RandOperation::kColor, true},
                          Case{"Contrast", RandOperation::kContrast, false},
                          Case{"Sharpness", RandOperation::kSharpness, true},
                          Case{"Posterize", RandOperation::kPosterize, false},
                          Case{"Solarize", RandOperation::kSolarize, false}}) {
    const Image ours = apply_operation(picture(), one.operation, 12, one.negative).value();
    EXPECT_EQ(largest_difference(ours, expected("op " + std::string(one.name))), 0) << one.name;
  }
}

TEST(RandAugment, GeometryEqualsTorchvisions) {
  const auto check = [](const char* name, RandOperation operation, bool negative,
                        const Homography& map) {
    expect_same_inside(name, map, apply_operation(picture(), operation, 12, negative).value());
  };
  check("op ShearX", RandOperation::kShearX, false, Homography::shear(0.12, 0, {}));
  check("op ShearY", RandOperation::kShearY, true, Homography::shear(0, -0.12, {}));
  check("op TranslateX", RandOperation::kTranslateX, false, Homography::shift(-4, 0));
  check("op TranslateY", RandOperation::kTranslateY, true, Homography::shift(0, 3));
  check("op Rotate", RandOperation::kRotate, false,
        Homography::rotation(-12, {kWidth / 2.0, kHeight / 2.0}));
}

TEST(RandAugment, IdentityAndTableOperationsKeepTheSize) {
  for (int i = 0; i < kRandOperations; ++i) {
    const Image out = apply_operation(picture(), static_cast<RandOperation>(i), 30, true).value();
    EXPECT_EQ(out.width(), kWidth);
    EXPECT_EQ(out.height(), kHeight);
  }
  const Image same = apply_operation(picture(), RandOperation::kIdentity, 30, true).value();
  EXPECT_EQ(largest_difference(same, picture()), 0);
}

// A row of 1 2 3 4 moved by 2 to the right: what comes in is 3 2, mirrored at the first pixel.
TEST(Shift, MirrorsWhatComesIn) {
  Image image = std::move(Image::create(4, 3)).value();
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 4; ++x) {
      for (int c = 0; c < 3; ++c)
        image.row(y)[3 * x + c] = static_cast<std::uint8_t>(10 * y + x + 1);
    }
  }
  const auto rows = [](const Image& moved) {
    std::string text;
    for (int y = 0; y < moved.height(); ++y) {
      for (int x = 0; x < moved.width(); ++x) text += std::to_string(moved.row(y)[3 * x]) + " ";
    }
    return text;
  };
  EXPECT_EQ(rows(shifted(image, 2, 0).value()), "3 2 1 2 13 12 11 12 23 22 21 22 ");
  EXPECT_EQ(rows(shifted(image, -1, 0).value()), "2 3 4 3 12 13 14 13 22 23 24 23 ");
  EXPECT_EQ(rows(shifted(image, 0, 1).value()), "11 12 13 14 1 2 3 4 11 12 13 14 ");
  EXPECT_EQ(rows(shifted(image, 0, -2).value()), "21 22 23 24 11 12 13 14 1 2 3 4 ");
}

}  // namespace
}  // namespace ocelli::train
