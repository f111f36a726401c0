#include "train/run/resident_pixels.h"

#include <cstring>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "train/run/batch_tensors.h"
#include "unit/data/loaded_batches.h"
#include "unit/data/photo_set.h"

namespace ocelli::train {
namespace {

using namespace test_batches;
using test::small_network;
using test::TemporaryFolder;

// Four JPEGs, three PPMs, and one that is broken.
std::vector<Sample> photos_and_a_broken_one(const TemporaryFolder& folder) {
  std::vector<Sample> samples = test::write_photos(folder, 8);
  folder.write("103.ppm", "P6");
  return samples;
}

LoaderOptions moved_and_mirrored(const std::string& augment, BatchFormat format) {
  LoaderOptions options = three_classes();
  options.shuffle = true;
  options.augment = parse_augment(augment).value();
  options.format = format;
  return options;
}

void expect_the_loaders_pixels(const PhotoCache& photos, const std::string& augment) {
  const ResidentPixels resident = std::move(ResidentPixels::create(photos, at::kCPU)).value();
  for (const std::int64_t epoch : {0, 1}) {
    const auto placed = load(photos, moved_and_mirrored(augment, BatchFormat::kPlaced), epoch);
    const auto expected = load(photos, moved_and_mirrored(augment, BatchFormat::kFloatNhwc), epoch);
    ASSERT_EQ(placed.size(), expected.size());
    for (std::size_t i = 0; i < placed.size(); ++i) {
      EXPECT_EQ(placed[i].samples, expected[i].samples);
      EXPECT_EQ(placed[i].labels, expected[i].labels);
      const at::Tensor here = batch_tensors(placed[i], at::kCPU, &resident).input;
      const at::Tensor there = batch_tensors(expected[i], at::kCPU).input;
      EXPECT_EQ(here.strides(), there.strides());
      EXPECT_TRUE(here.equal(there)) << augment << ", epoch " << epoch << ", batch " << i;
    }
  }
}

class ResidentPixelsOf : public testing::TestWithParam<Channels> {};

TEST_P(ResidentPixelsOf, EqualTheLoaders) {
  const TemporaryFolder folder;
  const std::vector<Sample> samples = photos_and_a_broken_one(folder);
  PreprocessSpec spec = small_network();
  spec.channels = GetParam();
  const PhotoCache varied = test::open_cache(samples, spec, Prepared::kForTraining);
  for (const char* augment : {"none,flip=0.5", "none,shift=5", "none,shift=30,alternate-flip=1"}) {
    expect_the_loaders_pixels(varied, augment);
  }
  const PhotoCache plain = test::open_cache(samples, spec, Prepared::kForEvaluation);
  expect_the_loaders_pixels(plain, "none");
}

INSTANTIATE_TEST_SUITE_P(Orders, ResidentPixelsOf,
                         testing::Values(Channels::kRgb, Channels::kBgr, Channels::kGrey));

TEST(ResidentPixels, TheLoaderRefusesVariationsThatNeedTheHost) {
  const TemporaryFolder folder;
  const PhotoCache photos =
      test::open_cache(test::write_photos(folder, 4), small_network(), Prepared::kForTraining);
  for (const char* augment : {"standard", "none,shift=2,mixup=0.2", "none,erase=0.5"}) {
    const Result<Loader> loader =
        Loader::create(photos, moved_and_mirrored(augment, BatchFormat::kPlaced));
    ASSERT_FALSE(loader.ok()) << augment;
    EXPECT_TRUE(loader.error().message.starts_with(
        "augment: on the device pictures are varied by shift and flip alone, got "));
  }
}

TEST(ResidentPixels, ReadingThemCanBeStopped) {
  const TemporaryFolder folder;
  const PhotoCache photos =
      test::open_cache(test::write_photos(folder, 4), small_network(), Prepared::kForTraining);
  const auto stopped = ResidentPixels::create(
      photos, at::kCPU, [](std::int64_t done, std::int64_t) { return done < 2; });
  EXPECT_FALSE(stopped.ok());
}

}  // namespace
}  // namespace ocelli::train
