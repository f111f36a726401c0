#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "image/decode.h"
#include "image/image.h"
#include "model/preprocess_spec.h"
#include "result.h"
#include "train/data/dataset.h"
#include "train/data/scan.h"
#include "train/progress.h"

namespace ocelli::train {

/// Where prepared pixels are kept between epochs.
enum class CacheMode {
  kOff,   ///< nowhere: each epoch decodes again
  kRam,   ///< in memory
  kDisk,  ///< in a file that the next run finds again
};

/// Reads `off`, `ram` or `disk`.
Result<CacheMode> parse_cache(std::string_view text);

/// What is prepared of a photograph. Either way the pixels are the same in all modes of the cache.
enum class Prepared {
  /// For augmentation: decoded (a JPEG shrunk on load), then brought to a shorter side of at most
  /// 1.15 times what the network's resize asks for.
  kForTraining,
  /// For evaluation: the core's `fit`, what the page would see, to the bit.
  kForEvaluation,
};

struct PhotoCacheOptions {
  CacheMode mode = CacheMode::kRam;
  Prepared prepared = Prepared::kForTraining;
  std::string folder;  ///< for kDisk: made where it is missing
  int threads = 1;     ///< for filling
  /// For kRam: refuse to take more; 0: half of the machine's memory.
  std::uint64_t most_bytes = 0;
  DecodeLimits limits;
};

/// Gives prepared photographs by their place in a list. Threads may ask at the same time.
class PhotoCache {
 public:
  /// Fills the cache (nothing to do for kOff). Photographs that cannot be decoded are listed in
  /// `broken()`; asking for one gives its error. kInvalidArgument where the memory does not suffice,
  /// the disk cannot be written, or `progress` stopped it.
  static Result<PhotoCache> open(std::vector<Sample> samples, const PreprocessSpec& spec,
                                 const PhotoCacheOptions& options, const Progress& progress = {});

  PhotoCache(PhotoCache&&) noexcept;
  PhotoCache& operator=(PhotoCache&&) noexcept;
  ~PhotoCache();

  [[nodiscard]] const std::vector<Sample>& samples() const;
  [[nodiscard]] const PreprocessSpec& spec() const;
  [[nodiscard]] Prepared prepared() const;

  /// The prepared photograph: a picture that the cache owns, or `scratch` filled with it.
  Result<const Image*> photo(std::size_t index, Image& scratch) const;

  /// Those found so far to be broken, by name.
  [[nodiscard]] std::vector<BrokenPhoto> broken() const;

  /// Bytes of pixels kept in memory.
  [[nodiscard]] std::uint64_t memory_bytes() const;

 private:
  class Impl;
  explicit PhotoCache(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ocelli::train
