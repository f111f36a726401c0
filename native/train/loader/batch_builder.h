#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "train/data/photo_cache.h"
#include "train/loader/batch.h"
#include "train/loader/batch_memory.h"
#include "train/loader/loader.h"
#include "train/loader/pixel_writer.h"

namespace ocelli::train {

/// A batch on its way: photographs are put into it one by one, by any thread.
struct UnfinishedBatch {
  Batch batch;
  std::vector<std::int64_t> wanted;  ///< places in the cache's list, one a photograph
  std::vector<char> ready;           ///< one a photograph; 0 also for a broken one
  int left = 0;                      ///< photographs still to be put in; guarded by the loader
};

/// Makes batches: what to do with a photograph, with a batch's beginning, and with its end.
class BatchBuilder {
 public:
  BatchBuilder(const PhotoCache& photos, const LoaderOptions& options);

  std::shared_ptr<UnfinishedBatch> begin(std::int64_t epoch, std::int64_t index,
                                         std::vector<std::int64_t> wanted);

  /// Prepares the photograph at `position` of the batch. Threads may work at different positions.
  void put(UnfinishedBatch& unfinished, std::size_t position) const;

  /// Closes the gaps that broken photographs left, adds labels, and mixes.
  Batch finish(UnfinishedBatch& unfinished) const;

 private:
  [[nodiscard]] bool flips_by_turns(std::int64_t epoch, std::int64_t sample) const;
  void label(Batch& batch) const;

  const PhotoCache& photos_;
  const LoaderOptions options_;
  const PixelWriter writer_;
  const bool augments_;
  BatchMemory<float> floats_;
  BatchMemory<std::uint8_t> bytes_;
};

}  // namespace ocelli::train
