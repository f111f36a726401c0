#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "image/decode.h"
#include "model/preprocess_spec.h"
#include "result.h"
#include "train/data/dataset.h"
#include "train/data/photo_cache.h"
#include "train/loader/loader.h"

namespace CLI {
class App;
}

namespace ocelli {

/// How the photographs are read; the same for every subcommand that takes DATA.
struct DataOptions {
  std::string path;
  double validation_share = 0.15;
  double test_share = 0;
  std::uint64_t split_seed = 1;
  int threads = 2;
  std::string cache = "ram";
  std::string cache_folder;
  bool quiet = false;  ///< no progress and no notes: another rank gives them
  DecodeLimits limits;
};

/// Adds DATA and the options about it.
void add_data_options(CLI::App& command, DataOptions& options);

/// Reads and scans the data set, and splits off what it lacks. What was noticed (broken photographs,
/// duplicates) is told on the error stream.
Result<train::Dataset> open_data(const DataOptions& options);

/// One part of a data set, as batches. The loader reads from the cache, so they stay together.
struct PhotoPart {
  train::PhotoCache photos;
  std::optional<train::Loader> loader;
};

/// For evaluation: in order, the core's pixels to the bit; of several ranks, this one's share.
Result<std::unique_ptr<PhotoPart>> evaluation_part(const std::vector<train::Sample>& samples,
                                                   const train::Dataset& data,
                                                   const PreprocessSpec& spec,
                                                   const DataOptions& options, int batch_size,
                                                   int rank = 0, int ranks = 1);

/// For training: shuffled and varied.
Result<std::unique_ptr<PhotoPart>> training_part(const train::Dataset& data,
                                                 const PreprocessSpec& spec,
                                                 const DataOptions& options,
                                                 const train::LoaderOptions& loader);

}  // namespace ocelli
