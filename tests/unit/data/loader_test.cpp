#include "train/loader/loader.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tensor/preprocess.h"
#include "train/data/photo_file.h"
#include "unit/data/loaded_batches.h"
#include "unit/data/photo_set.h"

namespace ocelli::train {
namespace {

using test::small_network;
using test::TemporaryFolder;

using namespace test_batches;

TEST(Loader, EvaluationIsTheCoresPreprocessToTheBit) {
  const TemporaryFolder folder;
  const std::vector<Sample> samples = test::write_photos(folder, 6);
  for (const Channels channels : {Channels::kRgb, Channels::kBgr, Channels::kGrey}) {
    PreprocessSpec spec = small_network();
    spec.channels = channels;
    const PhotoCache photos = test::open_cache(samples, spec, Prepared::kForEvaluation);
    for (const BatchFormat format : {BatchFormat::kFloatNchw, BatchFormat::kFloatNhwc}) {
      spec.layout = format == BatchFormat::kFloatNchw ? Layout::kNchw : Layout::kNhwc;
      LoaderOptions options = three_classes();
      options.format = format;
      std::size_t seen = 0;
      for (const Batch& batch : load(photos, options)) {
        for (int i = 0; i < batch.count; ++i, ++seen) {
          std::vector<std::uint8_t> file;
          ASSERT_TRUE(read_photo_file(samples[seen].path, file).ok());
          const Photo photo = std::move(decode_for(file, spec)).value();
          const Tensor tensor = preprocess(photo, spec).value();
          const std::size_t count = tensor.values.size();
          EXPECT_EQ(batch.channels, channel_count(channels));
          EXPECT_EQ(std::memcmp(batch.floats.get() + count * static_cast<std::size_t>(i),
                                tensor.values.data(), count * sizeof(float)),
                    0);
        }
      }
      EXPECT_EQ(seen, samples.size());
    }
  }
}

TEST(Loader, NeitherThreadsNorTheCacheChangeABatch) {
  const TemporaryFolder folder;
  const std::vector<Sample> samples = test::write_photos(folder, 30);
  LoaderOptions options = varied();
  options.augment.mixup = 0.5;
  options.threads = 0;
  const PhotoCache ram = test::open_cache(samples, small_network(), Prepared::kForTraining);
  const std::vector<Batch> expected = load(ram, options, 3);
  ASSERT_EQ(expected.size(), 8U);
  for (const int threads : {1, 2, 5}) {
    options.threads = threads;
    options.batches_ahead = threads;
    expect_equal(load(ram, options, 3), expected, std::to_string(threads) + " threads");
  }
  const PhotoCache off =
      test::open_cache(samples, small_network(), Prepared::kForTraining, CacheMode::kOff);
  expect_equal(load(off, options, 3), expected, "without a cache");
  const PhotoCache disk = test::open_cache(samples, small_network(), Prepared::kForTraining,
                                           CacheMode::kDisk, folder / "cache");
  expect_equal(load(disk, options, 3), expected, "from disk");
}

TEST(Loader, EpochsShowEveryPhotographOnceInAnotherOrder) {
  const TemporaryFolder folder;
  const PhotoCache photos =
      test::open_cache(test::write_photos(folder, 23), small_network(), Prepared::kForTraining);
  LoaderOptions options = varied();
  std::set<std::vector<std::int64_t>> orders;
  for (std::int64_t epoch = 0; epoch < 3; ++epoch) {
    const std::vector<std::int64_t> order = order_of(load(photos, options, epoch));
    orders.insert(order);
    EXPECT_EQ(std::set<std::int64_t>(order.begin(), order.end()).size(), 23U);
    EXPECT_EQ(order.size(), 23U);
  }
  options.seed = 2;
  orders.insert(order_of(load(photos, options, 0)));
  EXPECT_EQ(orders.size(), 4U);
  options.shuffle = false;
  const std::vector<std::int64_t> plain = order_of(load(photos, options, 5));
  EXPECT_TRUE(std::is_sorted(plain.begin(), plain.end()));
}

TEST(Loader, ResumesInTheMiddleOfAnEpoch) {
  const TemporaryFolder folder;
  const PhotoCache photos =
      test::open_cache(test::write_photos(folder, 22), small_network(), Prepared::kForTraining);
  std::vector<Batch> whole = load(photos, varied(), 1);
  whole.erase(whole.begin(), whole.begin() + 2);
  expect_equal(load(photos, varied(), 1, 2), whole, "from the third batch on");
  EXPECT_TRUE(load(photos, varied(), 1, 6).empty());
}

TEST(Loader, ANewEpochDropsTheRestOfTheLast) {
  const TemporaryFolder folder;
  const PhotoCache photos =
      test::open_cache(test::write_photos(folder, 30), small_network(), Prepared::kForTraining);
  LoaderOptions options = varied();
  options.threads = 3;
  const std::vector<Batch> expected = load(photos, options, 2);
  Loader loader = std::move(Loader::create(photos, options)).value();
  for (std::int64_t epoch = 0; epoch < 2; ++epoch) {
    loader.start(epoch);
    EXPECT_TRUE(loader.next().has_value());
  }
  loader.start(2);
  std::vector<Batch> batches;
  while (std::optional<Batch> batch = loader.next()) batches.push_back(std::move(*batch));
  expect_equal(batches, expected, "after two that were broken off");
  EXPECT_FALSE(loader.next().has_value());
}

TEST(Loader, TheLastBatchIsSmallerOrDropped) {
  const TemporaryFolder folder;
  const PhotoCache photos =
      test::open_cache(test::write_photos(folder, 10), small_network(), Prepared::kForEvaluation);
  LoaderOptions options = three_classes();
  EXPECT_EQ(load(photos, options).back().count, 2);
  EXPECT_EQ(Loader::create(photos, options).value().batches(), 3);
  options.drop_last = true;
  EXPECT_EQ(load(photos, options).size(), 2U);
  EXPECT_EQ(Loader::create(photos, options).value().batches(), 2);
}

TEST(Loader, LabelsAndWeightsComeWithThePhotographs) {
  const TemporaryFolder folder;
  std::vector<Sample> samples = test::write_photos(folder, 3);
  const PhotoCache single = test::open_cache(samples, small_network(), Prepared::kForEvaluation);
  const Batch one = load(single, three_classes()).front();
  EXPECT_EQ(one.labels, (std::vector<std::int64_t>{0, 1, 2}));
  EXPECT_TRUE(one.targets.empty());
  EXPECT_EQ(one.weights, (std::vector<float>{1.0F, 1.5F, 2.0F}));
  samples[0].labels = {};
  samples[1].labels = {0, 2};
  const PhotoCache multi = test::open_cache(samples, small_network(), Prepared::kForEvaluation);
  LoaderOptions options = three_classes();
  options.multi_label = true;
  const Batch many = load(multi, options).front();
  EXPECT_TRUE(many.labels.empty());
  EXPECT_EQ(many.targets, (std::vector<float>{0, 0, 0, 1, 0, 1, 0, 0, 1}));
}

TEST(Loader, BrokenPhotographsAreLeftOutOfTheirBatch) {
  const TemporaryFolder folder;
  const std::vector<Sample> samples = test::write_photos(folder, 9);
  const std::vector<Batch> whole =
      load(test::open_cache(samples, small_network(), Prepared::kForTraining), varied());
  for (const std::size_t i : {0U, 4U, 5U}) folder.write(samples[i].name, "broken");
  for (const int threads : {0, 3}) {
    const PhotoCache photos =
        test::open_cache(samples, small_network(), Prepared::kForTraining, CacheMode::kOff);
    LoaderOptions options = varied();
    options.threads = threads;
    const std::vector<Batch> batches = load(photos, options);
    EXPECT_EQ(order_of(batches).size(), 6U);
    EXPECT_EQ(photos.broken().size(), 3U);
    for (const Batch& batch : batches) {
      const Batch& same = whole[static_cast<std::size_t>(batch.index)];
      for (int i = 0; i < batch.count; ++i) {
        const auto at = std::find(same.samples.begin(), same.samples.end(),
                                  batch.samples[static_cast<std::size_t>(i)]) -
                        same.samples.begin();
        EXPECT_EQ(std::memcmp(batch.floats.get() + static_cast<std::size_t>(i) * kElements,
                              same.floats.get() + static_cast<std::size_t>(at) * kElements,
                              kElements * sizeof(float)),
                  0);
      }
    }
  }
}

TEST(Loader, ABatchOfBrokenPhotographsAloneIsSkipped) {
  const TemporaryFolder folder;
  const std::vector<Sample> samples = test::write_photos(folder, 9);
  for (std::size_t i = 4; i < 8; ++i) folder.write(samples[i].name, "");
  const PhotoCache photos =
      test::open_cache(samples, small_network(), Prepared::kForEvaluation, CacheMode::kOff);
  const std::vector<Batch> batches = load(photos, three_classes());
  ASSERT_EQ(batches.size(), 2U);
  EXPECT_EQ(batches[1].index, 2);
  EXPECT_EQ(batches[1].samples, std::vector<std::int64_t>{8});
}

TEST(Loader, BytesAreThePicturesThemselves) {
  const TemporaryFolder folder;
  const PhotoCache photos =
      test::open_cache(test::write_photos(folder, 2), small_network(), Prepared::kForEvaluation);
  LoaderOptions options = three_classes();
  options.format = BatchFormat::kByteNhwc;
  const Batch batch = load(photos, options).front();
  EXPECT_EQ(batch.floats, nullptr);
  Image scratch;
  for (std::size_t i = 0; i < 2; ++i) {
    const Image* image = photos.photo(i, scratch).value();
    EXPECT_EQ(std::memcmp(batch.bytes.get() + i * kElements, image->bytes().data(), kElements), 0);
  }
}

TEST(Loader, ABatchOutlivesIt) {
  const TemporaryFolder folder;
  const PhotoCache photos =
      test::open_cache(test::write_photos(folder, 4), small_network(), Prepared::kForEvaluation);
  Batch batch;
  {
    Loader loader = std::move(Loader::create(photos, three_classes())).value();
    loader.start(0);
    batch = *loader.next();
  }
  EXPECT_TRUE(std::isfinite(batch.floats[4 * kElements - 1]));
}

TEST(Loader, SettingsThatDoNotFitAreRefused) {
  const TemporaryFolder folder;
  const std::vector<Sample> samples = test::write_photos(folder, 4);
  const PhotoCache photos = test::open_cache(samples, small_network(), Prepared::kForEvaluation);
  const auto error_of = [&](const LoaderOptions& options) {
    return Loader::create(photos, options).error().message;
  };
  LoaderOptions options = three_classes();
  options.batch_size = 0;
  EXPECT_EQ(error_of(options), "batch size: expected at least 1, got 0");
  options = three_classes();
  options.threads = -1;
  EXPECT_EQ(error_of(options), "loader threads: expected at least 0, got -1");
  options = three_classes();
  options.classes = 2;
  EXPECT_EQ(error_of(options), "102.jpg: expected one label from 0 to 1, got another");
  EXPECT_EQ(
      error_of(varied()).substr(0, 90),
      "augment: photographs prepared for evaluation cannot be varied, got none,crop=1,flip=0.5,br");
  const PhotoCache training = test::open_cache(samples, small_network(), Prepared::kForTraining);
  EXPECT_EQ(Loader::create(training, three_classes()).error().message,
            "augment: photographs prepared for training need a variation, got none");
}

}  // namespace
}  // namespace ocelli::train
