#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "result.h"
#include "train/data/photo_cache.h"

namespace ocelli::train {

/// Photographs that turned out to be broken, by their place in the list. Threads may use it at once.
class BrokenList {
 public:
  explicit BrokenList(std::size_t count) : errors_(count) {}

  void note(std::size_t index, Error error) {
    const std::lock_guard guard(mutex_);
    errors_[index] = std::move(error);
  }
  [[nodiscard]] std::optional<Error> find(std::size_t index) const {
    const std::lock_guard guard(mutex_);
    return errors_[index];
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::optional<Error>> errors_;
};

/// What a store needs to make a prepared photograph.
struct PhotoSource {
  PhotoSource(std::vector<Sample> listed, const PreprocessSpec& how, PhotoCacheOptions chosen)
      : samples(std::move(listed)), spec(how), options(std::move(chosen)), broken(samples.size()) {}

  std::vector<Sample> samples;
  PreprocessSpec spec;
  PhotoCacheOptions options;
  BrokenList broken;

  /// Reads and prepares a photograph; `file` is memory to use again, and `content` (may be null) gets
  /// the hash of its bytes.
  Result<Image> prepare(std::size_t index, std::vector<std::uint8_t>& file,
                        std::uint64_t* content = nullptr) const;
};

/// Where prepared photographs come from: one implementation for each CacheMode.
class PhotoStore {
 public:
  virtual ~PhotoStore() = default;
  virtual Result<const Image*> photo(std::size_t index, Image& scratch) = 0;
  [[nodiscard]] virtual std::uint64_t memory_bytes() const { return 0; }
};

using MadeStore = Result<std::unique_ptr<PhotoStore>>;

std::unique_ptr<PhotoStore> make_decoding_store(PhotoSource& source);
MadeStore make_memory_store(PhotoSource& source, const Progress& progress);
MadeStore make_disk_store(PhotoSource& source, const Progress& progress);

}  // namespace ocelli::train
