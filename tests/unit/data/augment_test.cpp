#include "train/augment/augment.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "golden/augment_draws.h"
#include "image/resize.h"
#include "train/augment/crop.h"
#include "train/augment/erase.h"
#include "train/augment/viewpoint.h"
#include "unit/data/test_photos.h"

namespace ocelli::train {
namespace {

using test::noise_image;
using test::smooth_image;

PreprocessSpec network() {
  PreprocessSpec spec;
  spec.input_height = 28;
  spec.input_width = 20;
  spec.resize_mode = ResizeMode::kShortestEdge;
  spec.shortest_edge = 32;
  spec.crop = CropSize{28, 20};
  spec.mean = {0.5F, 0.25F, 1.0F};
  return spec;
}

bool same_pixels(const Image& a, const Image& b) {
  return a.width() == b.width() && a.height() == b.height() &&
         std::memcmp(a.bytes().data(), b.bytes().data(), a.size_bytes()) == 0;
}

// Means over many draws, compared with torchvision's: five standard errors of the difference.
class Means {
 public:
  void add(const CropBox& box) {
    const double values[5] = {static_cast<double>(box.x), static_cast<double>(box.y),
                              static_cast<double>(box.width), static_cast<double>(box.height),
                              static_cast<double>(box.width) * box.height};
    for (int i = 0; i < 5; ++i) sums_[i] += values[i];
    ++count_;
  }

  void expect_near(const augment_draws::Moments& theirs, const std::string& what) const {
    for (int i = 0; i < 5; ++i) {
      EXPECT_NEAR(sums_[i] / count_, theirs.mean[i], 5 * std::sqrt(2.0) * theirs.error[i] + 1e-9)
          << what << ", moment " << i;
    }
  }

 private:
  double sums_[5] = {};
  int count_ = 0;
};

TEST(RandomCrop, IsDrawnAsTorchvisionsAre) {
  for (const augment_draws::Crops& one : augment_draws::kCrops) {
    Random random{11};
    Means means;
    for (int i = 0; i < augment_draws::kDraws; ++i) {
      const CropBox box =
          random_crop(one.width, one.height, 1.0, {one.least, one.most}, 4.0 / 3.0, random);
      ASSERT_TRUE(box.x >= 0 && box.y >= 0 && box.width >= 1 && box.height >= 1 &&
                  box.x + box.width <= one.width && box.y + box.height <= one.height);
      means.add(box);
    }
    means.expect_near(one.moments, one.name);
  }
}

TEST(RandomCrop, GoesByTheShapeThatTheNetworkSees) {
  PreprocessSpec spec = network();
  EXPECT_DOUBLE_EQ(crop_shape(100, 400, spec), 20.0 / 28.0);
  spec.resize_mode = ResizeMode::kExact;
  EXPECT_DOUBLE_EQ(crop_shape(100, 400, spec), 0.25);
  Random random{1};
  // The whole area in the photograph's own shape is the photograph.
  const CropBox box = random_crop(100, 400, 0.25, {1.0, 1.0}, 1.0, random);
  EXPECT_EQ(box.x, 0);
  EXPECT_EQ(box.width, 100);
  EXPECT_EQ(box.height, 400);
}

TEST(RandomCrop, ASinglePixelCanBeCropped) {
  Random random{1};
  const CropBox box = random_crop(1, 1, 1.0, {0.01, 0.02}, 4.0 / 3.0, random);
  EXPECT_EQ(box.width, 1);
  EXPECT_EQ(box.height, 1);
  EXPECT_EQ(random_crop(1, 1000, 1.0, {0.5, 1.0}, 4.0 / 3.0, random).height, 1);
}

TEST(RandomErasure, IsDrawnAsTorchvisionsAre) {
  Random random{12};
  Means means;
  for (int i = 0; i < augment_draws::kDraws; ++i) {
    const auto box = random_erasure(160, 224, {0.02, 0.33}, random);
    means.add(box ? *box : CropBox{0, 0, 160, 224});
  }
  means.expect_near(augment_draws::kErasures, "erasures");
}

TEST(View, WithoutAChangeOfViewpointIsAResize) {
  const Image photo = smooth_image(61, 47, 1);
  const CropBox part{7, 5, 40, 31};
  const Image seen = view(photo, part, {}, 20, 28, ResizeFilter::kBilinear).value();
  const Image resized =
      resize(photo, {20, 28, 0, 0, 20, 28}, ResizeFilter::kBilinear, {7, 5, 47, 36}).value();
  for (std::size_t i = 0; i < seen.size_bytes(); ++i) {
    ASSERT_NEAR(seen.bytes()[i], resized.bytes()[i], 1) << i;
  }
}

TEST(View, ShowsThePhotographBesideThePart) {
  // Left half black, right half white; the part is black, and what lies beside it is not.
  Image photo = noise_image(40, 20, 1);
  for (int y = 0; y < 20; ++y) {
    std::fill_n(photo.row(y), 60, std::uint8_t{0});
    std::fill_n(photo.row(y) + 60, 60, std::uint8_t{255});
  }
  const Image seen =
      view(photo, {0, 0, 20, 20}, Homography::shift(10, 0), 20, 20, ResizeFilter::kBilinear)
          .value();
  EXPECT_EQ(seen.row(10)[3 * 5], 0);
  EXPECT_EQ(seen.row(10)[3 * 14], 255);
}

TEST(Augment, DependsOnTheRandomNumbersAlone) {
  const Image photo = noise_image(50, 40, 1);
  const AugmentSpec strong = parse_augment("strong,hue=0.1,brightness=0.4").value();
  std::vector<Image> variants;
  for (std::uint64_t i = 0; i < 20; ++i) {
    Random one{5, i}, same{5, i};
    Image image = augment(photo, network(), strong, one).value();
    EXPECT_EQ(image.width(), 20);
    EXPECT_EQ(image.height(), 28);
    EXPECT_TRUE(same_pixels(image, augment(photo, network(), strong, same).value()));
    for (const Image& other : variants) EXPECT_FALSE(same_pixels(image, other));
    variants.push_back(std::move(image));
  }
}

TEST(Augment, PhotographsOfAnySizeCanBeVaried) {
  const AugmentSpec strong = parse_augment("strong,rotation=180,perspective=1,hue=0.5").value();
  for (std::uint64_t i = 0; i < 400; ++i) {
    Random random{i};
    const int width = i % 5 == 0 ? 1 : static_cast<int>(1 + random.below(90));
    const int height = i % 7 == 0 ? 1 : static_cast<int>(1 + random.below(90));
    const Image photo = noise_image(width, height, 1);
    for (const ResizeMode mode : {ResizeMode::kShortestEdge, ResizeMode::kExact}) {
      PreprocessSpec spec = network();
      spec.resize_mode = mode;
      const Result<Image> image = augment(photo, spec, strong, random);
      ASSERT_TRUE(image.ok()) << width << " x " << height << ": " << image.error().message;
      EXPECT_EQ(image.value().width(), 20);
    }
  }
}

TEST(Augment, FlipsHalfOfThem) {
  const Image photo = smooth_image(20, 28, 1);
  PreprocessSpec spec = network();
  spec.resize_mode = ResizeMode::kNone;
  AugmentSpec flips;
  flips.flip = 0.5;
  int flipped = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    Random random{i};
    const Image image = augment(photo, spec, flips, random).value();
    flipped += image.row(0)[0] > image.row(0)[57] ? 1 : 0;
  }
  EXPECT_NEAR(flipped, 500, 4 * std::sqrt(250.0));
}

TEST(Augment, WithoutACropTheWholeViewIsVaried) {
  const Image photo = smooth_image(64, 90, 1);
  AugmentSpec nothing_seen;
  nothing_seen.erase = 1.0;
  nothing_seen.erase_area = {0.0001, 0.0001};
  Random random{1};
  // The shorter side to 32, then the middle 20 x 28.
  const Image expected =
      resize(photo, {32, 45, 6, 8, 20, 28}, ResizeFilter::kBilinear, whole(photo)).value();
  EXPECT_TRUE(same_pixels(augment(photo, network(), nothing_seen, random).value(), expected));
}

TEST(Augment, ErasesWithTheColourThatNormalisesToZero) {
  Image photo = noise_image(20, 28, 1);
  std::fill(photo.bytes().begin(), photo.bytes().end(), std::uint8_t{7});
  PreprocessSpec spec = network();
  spec.resize_mode = ResizeMode::kNone;
  AugmentSpec erases;
  erases.erase = 1.0;
  for (const Channels channels : {Channels::kRgb, Channels::kBgr, Channels::kGrey}) {
    spec.channels = channels;
    std::map<std::vector<int>, int> colors;
    Random random{3};
    const Image image = augment(photo, spec, erases, random).value();
    for (std::size_t i = 0; i < image.size_bytes(); i += 3) {
      ++colors[{image.bytes()[i], image.bytes()[i + 1], image.bytes()[i + 2]}];
    }
    ASSERT_EQ(colors.size(), 2U);
    const std::vector<int> expected = channels == Channels::kRgb   ? std::vector{128, 64, 255}
                                      : channels == Channels::kBgr ? std::vector{255, 64, 128}
                                                                   : std::vector{128, 128, 128};
    EXPECT_TRUE(colors.contains(expected));
  }
}

TEST(AugmentSpec, PresetsAndValuesAreRead) {
  EXPECT_TRUE(changes_nothing(parse_augment("none").value()));
  EXPECT_FALSE(changes_nothing(parse_augment("light").value()));
  const AugmentSpec spec = parse_augment("light,flip=0,crop-area=0.5:0.75,mixup=0.2").value();
  EXPECT_EQ(spec.flip, 0.0);
  EXPECT_EQ(spec.crop_area.low, 0.5);
  EXPECT_EQ(spec.crop_area.high, 0.75);
  EXPECT_EQ(spec.mixup, 0.2);
  EXPECT_TRUE(spec.mixes());
  EXPECT_TRUE(changes_nothing(parse_augment("none,mixup=1").value()));
}

TEST(AugmentSpec, ItsTextReadsBack) {
  for (const char* text :
       {"none", "light", "standard", "strong", "none,rotation=0.1,crop-area=0.1:0.3"}) {
    const AugmentSpec spec = parse_augment(text).value();
    const std::string written = augment_text(spec);
    EXPECT_EQ(augment_text(parse_augment(written).value()), written) << text;
  }
  EXPECT_EQ(augment_text(parse_augment("light").value()), "none,crop=1,flip=0.5,crop-area=0.35:1");
}

TEST(AugmentSpec, ErrorsNameWhatIsWrong) {
  const auto error_of = [](const char* text) { return parse_augment(text).error().message; };
  EXPECT_EQ(error_of("heavy"), "augment: expected none, light, standard or strong, got \"heavy\"");
  EXPECT_EQ(error_of(""), "augment: expected none, light, standard or strong, got \"\"");
  EXPECT_EQ(error_of("light,flip=2"), "augment: flip: expected a number from 0 to 1, got \"2\"");
  EXPECT_EQ(error_of("light,flip=x"), "augment: flip: expected a number from 0 to 1, got \"x\"");
  EXPECT_EQ(error_of("light,flip"), "augment: flip: expected a number from 0 to 1, got \"\"");
  EXPECT_EQ(error_of("light,magnitude=1.5"),
            "augment: magnitude: expected a whole number from 0 to 30, got \"1.5\"");
  EXPECT_EQ(
      error_of("light,crop-area=1:0.5"),
      "augment: crop-area: expected two shares of the area above 0, as 0.35:1, got \"1:0.5\"");
  EXPECT_EQ(error_of("light,zoom=1").substr(0, 30), "augment: expected one of crop,");
  EXPECT_FALSE(parse_augment("light,").ok());
  EXPECT_FALSE(parse_augment("light,hue=nan").ok());
}

TEST(RandomNumbers, HaveTheirMoments) {
  Random random{42};
  double uniform = 0, normal = 0, square = 0, beta = 0, beta_square = 0;
  constexpr int kCount = 200000;
  for (int i = 0; i < kCount; ++i) {
    uniform += random.uniform();
    const double n = random.normal();
    normal += n;
    square += n * n;
    const double b = random.beta(0.4);
    beta += b;
    beta_square += b * b;
  }
  EXPECT_NEAR(uniform / kCount, 0.5, 5 * std::sqrt(1.0 / 12 / kCount));
  EXPECT_NEAR(normal / kCount, 0.0, 5 / std::sqrt(kCount));
  EXPECT_NEAR(square / kCount, 1.0, 5 * std::sqrt(2.0 / kCount));
  EXPECT_NEAR(beta / kCount, 0.5, 5 * 0.5 / std::sqrt(kCount));
  // Variance of Beta(a, a): 1 / (4 (2a + 1)).
  EXPECT_NEAR(beta_square / kCount - 0.25, 1.0 / (4 * 1.8), 0.002);
}

TEST(RandomNumbers, DependOnTheirKeysAndTheirOrder) {
  EXPECT_EQ((Random{1, 2}.next()), (Random{1, 2}.next()));
  EXPECT_NE((Random{1, 2}.next()), (Random{2, 1}.next()));
  EXPECT_NE((Random{0}.next()), (Random{0, 0}.next()));
  Random random{9};
  std::vector<int> counts(7);
  for (int i = 0; i < 70000; ++i) ++counts[static_cast<std::size_t>(random.below(7))];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 5 * std::sqrt(10000.0 * 6 / 7));
}

}  // namespace
}  // namespace ocelli::train
