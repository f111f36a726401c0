#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "result.h"

namespace ocelli::train {

/// A photograph and what it shows.
struct Sample {
  std::string path;  ///< the file to open
  std::string name;  ///< the same relative to the data set, with `/`: for people and for reports
  /// Places in `Dataset::labels`, ascending. Exactly one, unless the data set is multi-label.
  std::vector<std::int32_t> labels;
  float weight = 1.0F;        ///< of its loss
  std::uint64_t content = 0;  ///< hash of the file's bytes, once `scan` has read it
};

/// Photographs with labels, in up to three parts.
struct Dataset {
  bool multi_label = false;
  std::vector<std::string> labels;  ///< sorted by bytes
  /// Sorted by name. Where the source has no parts, everything is in `train`.
  std::vector<Sample> train;
  std::vector<Sample> validation;
  std::vector<Sample> test;
  /// What was noticed on the way and is no error, a sentence each.
  std::vector<std::string> notes;
};

/// Reads which photographs there are; none is opened. `path` is one of
///
/// - a folder of folders, `class/photo.jpg`, or `train/class/photo.jpg` beside `val/` (or `valid/`,
///   `validation/`) and `test/`. Photographs may lie deeper. Links are followed, but not in circles.
///   Names that begin with a dot are ignored, and so is what has no photograph's extension.
/// - a CSV (RFC 4180, UTF-8) whose first line names its columns: `path`, relative to the CSV's
///   folder, then `label`, or for multi-label `labels`, separated by `;`. A column `split` with
///   `train`, `val` or `test` is optional. Other columns are ignored.
/// - a JSON: an object from photograph to label, or for multi-label to a list of labels, or to
///   `{"label": …}` or `{"labels": […], "split": "val"}`. The extension may be left out of a
///   photograph's name, and it may lie beside the JSON or in `photos/` or `images/` there.
/// - a folder with CIFAR-10's or CIFAR-100's published binary files.
/// - a folder in which one of `tags.json`, `tags.csv` and `labels.csv` lies: that one is read.
///
/// Photographs that a list names and that are not there are kept: `scan` lists them as broken.
/// kInvalidArgument, naming file and line: nothing there, no photographs, a class without any, a
/// label that the training part lacks, the same photograph twice, what cannot be read.
Result<Dataset> read_dataset(const std::string& path);

/// How the parts that the source lacks are taken from its training part.
struct SplitOptions {
  double validation_share = 0.15;  ///< 0: none
  double test_share = 0.0;         ///< 0: none
  std::uint64_t seed = 1;
};

/// Moves photographs from `train` into those parts that are empty and asked for. Each photograph's
/// place is decided by a hash of its content (`scan` must have run) and the seed: it stays when others
/// come or go or are renamed, and copies of one photograph stay together. A class of two photographs
/// or more keeps at least one in `train` and gives at least one to validation.
/// kInvalidArgument for shares outside 0 to 1 or that leave nothing to train on.
Result<Dataset> split(Dataset dataset, const SplitOptions& options);

/// The data set with another list of labels, a model's, in its order: `names`, or where a label is
/// not among them, `ids` (empty, or one a name). kInvalidArgument, naming them, where labels of a
/// single-label data set are in neither. Of a multi-label data set what is not listed is dropped.
Result<Dataset> relabel(Dataset dataset, const std::vector<std::string>& names,
                        const std::vector<std::string>& ids = {});

/// Whether a network can learn from it: two labels or more (one for multi-label), each with a
/// training photograph. kInvalidArgument says what is missing; the value is always true.
Result<bool> check_trainable(const Dataset& dataset);

}  // namespace ocelli::train
