#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "photo_data.h"
#include "train/run/train_spec.h"
#include "trained_card.h"

namespace CLI {
class App;
}

namespace ocelli {

/// All that `ocelli train` was asked for.
struct TrainOptions {
  DataOptions data;
  std::string from;
  std::string arch;
  std::int64_t image_size = 0;
  double width = 1;
  std::string out;
  std::string labels;                 ///< a file of labels, one a line; empty: the data set's
  std::vector<std::string> settings;  ///< KEY=VALUE of the card
  CardTexts texts;
  std::string freeze = "none";
  std::string batch_norm = "frozen";
  std::string optimizer = "adamw";
  std::string schedule = "cosine";
  std::string augment = "standard";
  std::string class_weights = "none";
  std::string precision = "fp32";
  std::string device = "cpu";
  int batch_size = 32;
  int threads = 0;
  int processes = 0;  ///< to start on this machine; 0: this one alone, or as a launcher says
  bool sync_batch_norm = false;
  double muon_rate = 0.02;
  double dropout = 0.2;
  std::string teacher;
  std::string sampling = "shuffle";
  double mixup = 0;
  double cutmix = 0;
  bool default_layout = false;
  bool resident = false;
  bool keep_head = false;
  bool resume = false;
  bool json = false;
  train::TrainSpec spec;
};

/// Adds every option of `ocelli train`.
void add_train_options(CLI::App& command, TrainOptions& options);

/// A network from scratch learns as a whole, with the statistics of its batches: sets so what the
/// command line left open.
void set_defaults_from_scratch(const CLI::App& command, TrainOptions& options);

/// The options that a run's weights depend on, a line each; a checkpoint resumes under equal ones.
std::string settings_text(const TrainOptions& options);

}  // namespace ocelli
