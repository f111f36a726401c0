#include "train/data/photo_cache.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tensor/preprocess.h"
#include "train/data/photo_file.h"
#include "train/data/prepare.h"
#include "unit/data/photo_set.h"

namespace ocelli::train {
namespace {

using test::small_network;
using test::TemporaryFolder;

std::vector<std::uint8_t> file_of(const Sample& sample) {
  std::vector<std::uint8_t> bytes;
  EXPECT_TRUE(read_photo_file(sample.path, bytes).ok());
  return bytes;
}

bool same_pixels(const Image& a, const Image& b) {
  return a.width() == b.width() && a.height() == b.height() &&
         std::memcmp(a.bytes().data(), b.bytes().data(), a.size_bytes()) == 0;
}

TEST(Prepare, TrainingPhotographsKeepAboutWhatTheNetworkNeeds) {
  PreprocessSpec spec = small_network();
  const auto size = [&](int width, int height) {
    const PhotoSize found = training_size(width, height, spec);
    return std::pair(found.width, found.height);
  };
  // 1.15 times 28 is 32.2.
  EXPECT_EQ(size(100, 200), std::pair(32, 64));
  EXPECT_EQ(size(20, 30), std::pair(20, 30));
  EXPECT_EQ(size(1, 5000), std::pair(1, 5000));
  spec.resize_mode = ResizeMode::kExact;
  spec.resize_height = 24;
  spec.resize_width = 20;
  // 1.15 times 20 is 23, 1.15 times 24 is 27.6: the larger scale counts.
  EXPECT_EQ(size(100, 100), std::pair(28, 28));
  EXPECT_EQ(size(200, 100), std::pair(55, 28));
  spec.resize_mode = ResizeMode::kNone;
  EXPECT_EQ(size(200, 100), std::pair(200, 100));
}

TEST(Prepare, LargeJpegsAreShrunkOnLoad) {
  const Image large = test::smooth_image(800, 600, 1);
  const std::string file = encode_jpeg(large, 95);
  const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(file.data()),
                                            file.size());
  const Image image = prepare_photo(bytes, small_network(), Prepared::kForTraining, {}).value();
  EXPECT_EQ(image.width(), 43);
  EXPECT_EQ(image.height(), 32);
  // 70 MB suffice for the shrunk decode only.
  DecodeLimits tight;
  tight.memory_megabytes = 0.5;
  EXPECT_TRUE(prepare_photo(bytes, small_network(), Prepared::kForTraining, tight).ok());
  EXPECT_FALSE(decode(bytes, tight).ok());
  const Image small = test::smooth_image(43, 32, 1);
  for (std::size_t i = 0; i < image.size_bytes(); ++i) {
    ASSERT_NEAR(image.bytes()[i], small.bytes()[i], 6) << i;
  }
}

TEST(PhotoCache, GivesTheSamePixelsInAllModes) {
  const TemporaryFolder folder;
  const std::vector<Sample> samples = test::write_photos(folder, 7);
  for (const Prepared prepared : {Prepared::kForTraining, Prepared::kForEvaluation}) {
    const PhotoCache off = test::open_cache(samples, small_network(), prepared, CacheMode::kOff);
    const PhotoCache ram = test::open_cache(samples, small_network(), prepared, CacheMode::kRam);
    const PhotoCache disk =
        test::open_cache(samples, small_network(), prepared, CacheMode::kDisk, folder / "cache");
    Image first, second, third;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const Image* expected = off.photo(i, first).value();
      EXPECT_TRUE(same_pixels(*expected, *ram.photo(i, second).value())) << i;
      EXPECT_TRUE(same_pixels(*expected, *disk.photo(i, third).value())) << i;
    }
    EXPECT_EQ(off.memory_bytes(), 0U);
    EXPECT_GT(ram.memory_bytes(), 0U);
  }
}

TEST(PhotoCache, EvaluationIsWhatTheCoreSees) {
  const TemporaryFolder folder;
  const std::vector<Sample> samples = test::write_photos(folder, 4);
  const PhotoCache cache = test::open_cache(samples, small_network(), Prepared::kForEvaluation);
  Image scratch;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const Photo photo = std::move(decode_for(file_of(samples[i]), small_network())).value();
    EXPECT_TRUE(same_pixels(*cache.photo(i, scratch).value(), fit(photo, small_network()).value()));
  }
}

TEST(PhotoCache, TheDiskServesTheNextRunWithoutDecoding) {
  const TemporaryFolder folder;
  const std::vector<Sample> samples = test::scanned(test::write_photos(folder, 5));
  const auto open = [&](const PreprocessSpec& spec) {
    return test::open_cache(samples, spec, Prepared::kForTraining, CacheMode::kDisk,
                            folder / "cache");
  };
  Image first, second;
  const PhotoCache before = open(small_network());
  for (const Sample& sample : samples) std::filesystem::remove(sample.path);
  const PhotoCache after = open(small_network());
  EXPECT_TRUE(after.broken().empty());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    EXPECT_TRUE(same_pixels(*before.photo(i, first).value(), *after.photo(i, second).value()));
  }
  // Under other settings they would have to be decoded again.
  PreprocessSpec other = small_network();
  other.shortest_edge = 27;
  EXPECT_EQ(open(other).broken().size(), samples.size());
}

TEST(PhotoCache, BrokenPhotographsAreListed) {
  const TemporaryFolder folder;
  std::vector<Sample> samples = test::write_photos(folder, 3);
  folder.write(samples[1].name, "no photograph");
  for (const CacheMode mode : {CacheMode::kOff, CacheMode::kRam, CacheMode::kDisk}) {
    const PhotoCache cache =
        test::open_cache(samples, small_network(), Prepared::kForTraining, mode, folder / "cache");
    Image scratch;
    EXPECT_TRUE(cache.photo(0, scratch).ok());
    EXPECT_EQ(cache.photo(1, scratch).error().code, ErrorCode::kUnsupportedFormat);
    EXPECT_TRUE(cache.photo(2, scratch).ok());
    ASSERT_EQ(cache.broken().size(), 1U);
    EXPECT_EQ(cache.broken()[0].name, "101.ppm");
  }
}

TEST(PhotoCache, RefusesToFillTheMemory) {
  const TemporaryFolder folder;
  PhotoCacheOptions options;
  options.most_bytes = 5000;
  EXPECT_EQ(
      PhotoCache::open(test::write_photos(folder, 5), small_network(), options).error().message,
      "cache: expected prepared photographs of at most 0 MB in memory, but 2 of 5 already take "
      "more; keep them on disk");
}

TEST(PhotoCache, FillingCanBeStopped) {
  const TemporaryFolder folder;
  const std::vector<Sample> samples = test::write_photos(folder, 5);
  PhotoCacheOptions options;
  options.mode = CacheMode::kDisk;
  options.folder = folder / "cache";
  const auto stop_at_two = [](std::int64_t done, std::int64_t) { return done < 2; };
  EXPECT_EQ(PhotoCache::open(samples, small_network(), options, stop_at_two).error().message,
            "preparing the photographs was stopped");
  EXPECT_TRUE(PhotoCache::open(samples, small_network(), options).ok());
}

TEST(PhotoCache, TheDiskNeedsAFolder) {
  PhotoCacheOptions options;
  options.mode = CacheMode::kDisk;
  EXPECT_EQ(PhotoCache::open({}, small_network(), options).error().message,
            "cache: expected a folder for the disk cache, got none");
  EXPECT_EQ(parse_cache("tape").error().message, "cache: expected off, ram or disk, got \"tape\"");
  EXPECT_EQ(parse_cache("disk").value(), CacheMode::kDisk);
}

}  // namespace
}  // namespace ocelli::train
