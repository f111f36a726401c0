// How many photographs a second the loader prepares on one core, as a training step asks for them:
// random resized crop to 224, flip, normalise, batches of 32.
//
//     OCELLI_BENCH_PHOTOS=FOLDER ocelli_loader_benchmark
//
// FOLDER is an ImageFolder, such as data/clothing; without it the benchmarks are skipped. Items are
// photographs. `tests/bench/loader_torchvision.py` runs it beside torchvision.

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>

#include "train/data/dataset.h"
#include "train/data/photo_cache.h"
#include "train/loader/loader.h"

namespace {

using namespace ocelli;
using namespace ocelli::train;

constexpr std::size_t kMostPhotos = 1024;

PreprocessSpec network_of_224() {
  PreprocessSpec spec;
  spec.input_height = spec.input_width = 224;
  spec.resize_mode = ResizeMode::kShortestEdge;
  spec.shortest_edge = 256;
  spec.crop = CropSize{224, 224};
  spec.mean = {0.485F, 0.456F, 0.406F};
  spec.std_dev = {0.229F, 0.224F, 0.225F};
  return spec;
}

std::vector<Sample> some_photos(const Dataset& data) {
  std::vector<Sample> samples;
  const std::size_t step = std::max<std::size_t>(1, data.train.size() / kMostPhotos);
  for (std::size_t i = 0; i < data.train.size() && samples.size() < kMostPhotos; i += step) {
    samples.push_back(data.train[i]);
  }
  return samples;
}

void load(benchmark::State& state, CacheMode mode, const char* variation, BatchFormat format) {
  const char* folder = std::getenv("OCELLI_BENCH_PHOTOS");
  if (folder == nullptr) return state.SkipWithError("OCELLI_BENCH_PHOTOS names no folder");
  const Result<Dataset> data = read_dataset(folder);
  if (!data) return state.SkipWithError(data.error().message.c_str());
  PhotoCacheOptions keeping;
  keeping.mode = mode;
  keeping.folder = (std::filesystem::temp_directory_path() / "ocelli-loader-benchmark").string();
  const Result<PhotoCache> photos =
      PhotoCache::open(some_photos(data.value()), network_of_224(), keeping);
  if (!photos) return state.SkipWithError(photos.error().message.c_str());
  LoaderOptions options;
  options.threads = 0;
  options.batches_ahead = 1;
  options.shuffle = true;
  options.classes = static_cast<int>(data.value().labels.size());
  options.format = format;
  options.augment = parse_augment(variation).value();
  Result<Loader> loader = Loader::create(photos.value(), options);
  if (!loader) return state.SkipWithError(loader.error().message.c_str());
  std::int64_t epoch = 0, count = 0;
  std::optional<Batch> batch;
  loader.value().start(epoch);
  for (auto _ : state) {
    batch.reset();
    batch = loader.value().next();
    if (!batch) {
      loader.value().start(++epoch);
      batch = loader.value().next();
    }
    count += batch->count;
  }
  state.SetItemsProcessed(count);
}

BENCHMARK_CAPTURE(load, ram_light, CacheMode::kRam, "light", BatchFormat::kFloatNchw)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(load, ram_light_channels_last, CacheMode::kRam, "light", BatchFormat::kFloatNhwc)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(load, ram_light_bytes, CacheMode::kRam, "light", BatchFormat::kByteNhwc)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(load, disk_light, CacheMode::kDisk, "light", BatchFormat::kFloatNchw)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(load, off_light, CacheMode::kOff, "light", BatchFormat::kFloatNchw)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(load, ram_standard, CacheMode::kRam, "standard", BatchFormat::kFloatNchw)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(load, ram_strong, CacheMode::kRam, "strong", BatchFormat::kFloatNchw)
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
