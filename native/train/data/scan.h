#pragma once

#include <string>
#include <vector>

#include "image/decode.h"
#include "result.h"
#include "train/data/dataset.h"
#include "train/progress.h"

namespace ocelli::train {

/// A photograph that cannot be used, and why.
struct BrokenPhoto {
  std::string name;
  Error error;
};

/// Photographs of the same bytes. Only those are reported that stand in more than one part of the
/// data set (which flatters the accuracy) or under different labels.
struct Duplicates {
  std::vector<std::string> names;  ///< with the part before them, as in "test: dress/1.jpg"
  bool across_parts = false;
  bool labels_differ = false;
};

struct ScanOptions {
  int threads = 1;
  DecodeLimits limits;
  /// Decode each photograph (slow); else only its header is read, and damage further on is found by
  /// whoever decodes it first.
  bool decode = false;
};

struct ScanReport {
  std::vector<BrokenPhoto> broken;
  std::vector<Duplicates> duplicates;
};

/// Reads every photograph, notes the hash of its content, and leaves out of `dataset` those that are
/// broken. kInvalidArgument where none is left, or where `progress` stopped it.
Result<ScanReport> scan(Dataset& dataset, const ScanOptions& options,
                        const Progress& progress = {});

}  // namespace ocelli::train
