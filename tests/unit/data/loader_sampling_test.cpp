// Which photographs come, to which rank, and which way round.
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "train/loader/loader.h"
#include "unit/data/loaded_batches.h"
#include "unit/data/photo_set.h"

namespace ocelli::train {
namespace {

using namespace test_batches;
using test::small_network;
using test::TemporaryFolder;

TEST(Loader, AlternatingFlipsShowEachPhotoBothWaysByTurns) {
  const TemporaryFolder folder;
  const std::vector<Sample> samples = test::write_photos(folder, 12);
  const PhotoCache photos = test::open_cache(samples, small_network(), Prepared::kForTraining);
  LoaderOptions options = three_classes();
  options.augment = parse_augment("none,alternate-flip=1").value();
  const std::vector<Batch> first = load(photos, options, 0);
  const std::vector<Batch> second = load(photos, options, 1);
  expect_equal(first, load(photos, options, 2), "two epochs later");
  for (std::size_t i = 0; i < first.size(); ++i) {
    for (std::size_t at = 0; at < static_cast<std::size_t>(first[i].count) * kElements; at += 20) {
      for (std::size_t x = 0; x < 20; ++x) {
        ASSERT_EQ(first[i].floats[at + x], second[i].floats[at + 19 - x]) << "a mirrored row";
      }
    }
  }
}

TEST(Loader, BalancedSamplingShowsRareClassesAsOftenAsOthers) {
  const TemporaryFolder folder;
  std::vector<Sample> samples = test::write_photos(folder, 30);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i].labels = {i < 2 ? 0 : i < 6 ? 1 : 2};
  const PhotoCache photos = test::open_cache(samples, small_network(), Prepared::kForTraining);
  LoaderOptions options = varied();
  options.balanced = true;
  std::vector<int> counts(3);
  for (std::int64_t epoch = 0; epoch < 40; ++epoch) {
    for (const Batch& batch : load(photos, options, epoch)) {
      for (const std::int64_t label : batch.labels) ++counts[static_cast<std::size_t>(label)];
    }
  }
  for (const int count : counts) EXPECT_NEAR(count, 400, 60);
  EXPECT_NE(order_of(load(photos, options, 0)), order_of(load(photos, options, 1)));
  options.multi_label = true;
  EXPECT_FALSE(Loader::create(photos, options).ok());
}

TEST(Loader, RanksShareEachBatchWithoutRepeatingPhotos) {
  const TemporaryFolder folder;
  const std::vector<Sample> samples = test::write_photos(folder, 21);
  const PhotoCache photos = test::open_cache(samples, small_network(), Prepared::kForTraining);
  LoaderOptions options = varied();
  options.batch_size = 12;
  const std::vector<std::int64_t> whole = order_of(load(photos, options));
  options.batch_size = 4;
  options.ranks = 3;
  std::vector<std::vector<Batch>> shares;
  for (options.rank = 0; options.rank < 3; ++options.rank) shares.push_back(load(photos, options));
  std::vector<std::int64_t> together;
  for (std::size_t batch = 0; batch < 2; ++batch) {
    for (const std::vector<Batch>& share : shares) {
      ASSERT_EQ(share.size(), 2U);
      together.insert(together.end(), share[batch].samples.begin(), share[batch].samples.end());
    }
  }
  EXPECT_EQ(together, whole);
  // A last batch of fewer photographs than ranks: left out in training, kept in evaluation.
  options.batch_size = 5;
  options.ranks = 4;
  options.rank = 3;
  EXPECT_EQ(load(photos, options).size(), 1U);
  options.shuffle = false;
  std::size_t seen = 0;
  for (options.rank = 0; options.rank < 4; ++options.rank)
    seen += order_of(load(photos, options)).size();
  EXPECT_EQ(seen, 21U);
}

}  // namespace
}  // namespace ocelli::train
