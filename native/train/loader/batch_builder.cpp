#include "train/loader/batch_builder.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "train/augment/augment.h"
#include "train/loader/mix.h"
#include "train/random.h"

namespace ocelli::train {
namespace {

// Keys that keep the draws of one purpose apart from those of another.
constexpr std::uint64_t kPhotoDraws = 1;
constexpr std::uint64_t kMixDraws = 2;
constexpr std::uint64_t kFlipDraws = 4;

template <typename Element>
void move_photo(Element* pixels, std::size_t elements, std::size_t from, std::size_t to) {
  if (pixels == nullptr || from == to) return;
  std::memcpy(pixels + to * elements, pixels + from * elements, elements * sizeof(Element));
}

}  // namespace

BatchBuilder::BatchBuilder(const PhotoCache& photos, const LoaderOptions& options)
    : photos_(photos),
      options_(options),
      writer_(photos.spec(), options.format),
      augments_(photos.prepared() == Prepared::kForTraining),
      floats_(writer_.elements() * static_cast<std::size_t>(options.batch_size)),
      bytes_(writer_.elements() * static_cast<std::size_t>(options.batch_size)) {}

std::shared_ptr<UnfinishedBatch> BatchBuilder::begin(std::int64_t epoch, std::int64_t index,
                                                     std::vector<std::int64_t> wanted) {
  auto unfinished = std::make_shared<UnfinishedBatch>();
  Batch& batch = unfinished->batch;
  batch.epoch = epoch;
  batch.index = index;
  batch.channels = writer_.channels();
  batch.height = photos_.spec().input_height;
  batch.width = photos_.spec().input_width;
  batch.classes = options_.classes;
  batch.format = options_.format;
  if (options_.format == BatchFormat::kPlaced) {
    batch.placements.resize(wanted.size());
  } else if (options_.format == BatchFormat::kByteNhwc) {
    batch.bytes = bytes_.take();
  } else {
    batch.floats = floats_.take();
  }
  unfinished->ready.assign(wanted.size(), 0);
  unfinished->left = static_cast<int>(wanted.size());
  unfinished->wanted = std::move(wanted);
  return unfinished;
}

bool BatchBuilder::flips_by_turns(std::int64_t epoch, std::int64_t sample) const {
  Random random{options_.seed, kFlipDraws, static_cast<std::uint64_t>(sample)};
  return random.chance(0.5) != (epoch % 2 == 1);
}

void BatchBuilder::put(UnfinishedBatch& unfinished, std::size_t position) const {
  thread_local Image scratch;
  const std::int64_t sample = unfinished.wanted[position];
  const Result<const Image*> photo = photos_.photo(static_cast<std::size_t>(sample), scratch);
  if (!photo) return;
  const Image* picture = photo.value();
  Image varied;
  Random random{options_.seed, kPhotoDraws, static_cast<std::uint64_t>(unfinished.batch.epoch),
                static_cast<std::uint64_t>(sample)};
  AugmentSpec variation = options_.augment;
  if (variation.alternate_flip) {
    variation.flip = flips_by_turns(unfinished.batch.epoch, sample) ? 1.0 : 0.0;
  }
  if (options_.format == BatchFormat::kPlaced) {
    unfinished.batch.placements[position] =
        draw_placement(unfinished.batch.width, unfinished.batch.height, variation, random);
    unfinished.ready[position] = 1;
    return;
  }
  if (augments_) {
    Result<Image> made = augment(*picture, photos_.spec(), variation, random);
    if (!made) return;
    varied = std::move(made).value();
    picture = &varied;
  }
  const std::size_t at = position * writer_.elements();
  if (unfinished.batch.floats) {
    writer_.write(*picture, unfinished.batch.floats.get() + at);
  } else {
    writer_.write(*picture, unfinished.batch.bytes.get() + at);
  }
  unfinished.ready[position] = 1;
}

Batch BatchBuilder::finish(UnfinishedBatch& unfinished) const {
  Batch batch = std::move(unfinished.batch);
  for (std::size_t i = 0; i < unfinished.wanted.size(); ++i) {
    if (unfinished.ready[i] == 0) continue;
    const std::size_t to = batch.samples.size();
    move_photo(batch.floats.get(), writer_.elements(), i, to);
    move_photo(batch.bytes.get(), writer_.elements(), i, to);
    if (!batch.placements.empty()) batch.placements[to] = batch.placements[i];
    batch.samples.push_back(unfinished.wanted[i]);
  }
  batch.count = static_cast<int>(batch.samples.size());
  if (!batch.placements.empty()) batch.placements.resize(batch.samples.size());
  label(batch);
  if (options_.augment.mixes()) {
    Random random{options_.seed, kMixDraws, static_cast<std::uint64_t>(batch.epoch),
                  static_cast<std::uint64_t>(batch.index)};
    mix(batch, draw_mix(options_.augment, batch.width, batch.height, random));
  }
  return batch;
}

void BatchBuilder::label(Batch& batch) const {
  const auto classes = static_cast<std::size_t>(options_.classes);
  if (options_.multi_label || options_.augment.mixes()) {
    batch.targets.assign(batch.samples.size() * classes, 0.0F);
  }
  for (std::size_t i = 0; i < batch.samples.size(); ++i) {
    const Sample& sample = photos_.samples()[static_cast<std::size_t>(batch.samples[i])];
    batch.weights.push_back(sample.weight);
    if (!options_.multi_label) batch.labels.push_back(sample.labels.front());
    if (batch.targets.empty()) continue;
    for (const std::int32_t place : sample.labels) {
      batch.targets[i * classes + static_cast<std::size_t>(place)] = 1.0F;
    }
  }
}

}  // namespace ocelli::train
