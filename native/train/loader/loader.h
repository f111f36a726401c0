#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "result.h"
#include "train/augment/augment_spec.h"
#include "train/data/photo_cache.h"
#include "train/loader/batch.h"

namespace ocelli::train {

struct LoaderOptions {
  int batch_size = 32;
  int threads = 1;        ///< that decode and augment; 0: the caller's own
  int batches_ahead = 3;  ///< prepared before they are asked for; bounds the memory
  bool shuffle = false;
  /// Under `shuffle`: every class comes alike often; of a rare one, photographs come several times.
  bool balanced = false;
  bool drop_last = false;  ///< leave out a last batch that is not full
  /// Processes that share each batch, and this one's place among them. `batch_size` photographs are
  /// each one's; a last batch is shared as it is, without repeating photographs. Shuffled, the ranks
  /// keep step, and a last batch of fewer photographs than ranks is left out; else all photographs come.
  int ranks = 1;
  int rank = 0;
  bool multi_label = false;
  int classes = 0;
  std::uint64_t seed = 1;
  BatchFormat format = BatchFormat::kFloatNchw;
  AugmentSpec augment;
};

/// Batches of an epoch, prepared on threads. What a batch holds depends on seed, epoch and its place
/// alone: not on the number of threads, nor on the cache's mode. A photograph that turns out to be
/// broken is left out of its batch and listed in `PhotoCache::broken`. With one rank, a batch of broken
/// photographs alone is skipped; where ranks keep step it comes, empty, so that all count alike.
class Loader {
 public:
  /// `photos` must outlive the loader. Photographs prepared `kForEvaluation` are not varied: values
  /// are those of the core's `preprocess`, to the bit. Those prepared `kForTraining` are varied as
  /// `augment` says. kInvalidArgument for numbers out of range, and where the two do not fit.
  static Result<Loader> create(const PhotoCache& photos, const LoaderOptions& options);

  Loader(Loader&&) noexcept;
  Loader& operator=(Loader&&) noexcept;
  ~Loader();  ///< stops the threads

  /// Batches of an epoch.
  [[nodiscard]] std::int64_t batches() const;

  /// Photographs of a full batch over all ranks, and of all there are.
  [[nodiscard]] std::int64_t shared_batch() const;
  [[nodiscard]] std::int64_t photos() const;
  [[nodiscard]] int classes() const;

  /// Begins an epoch, at a batch within it when a run resumes. What is left of another is dropped.
  void start(std::int64_t epoch, std::int64_t first_batch = 0);

  /// The next batch, waited for, or none at the end of the epoch.
  std::optional<Batch> next();

 private:
  class Impl;
  explicit Loader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ocelli::train
