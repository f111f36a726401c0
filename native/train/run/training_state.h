#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exec/network.h"
#include "result.h"
#include "train/optimize/ema.h"
#include "train/optimize/lookahead.h"
#include "train/optimize/optimizer.h"

namespace ocelli::train {

/// How far a run has come.
struct TrainingPlace {
  std::int64_t epoch = 0;        ///< that is under way, from 0
  std::int64_t batch = 0;        ///< the next of it
  std::int64_t best_epoch = -1;  ///< -1: none yet
  double best_score = 0;
  double best_loss = 0;     ///< its validation loss, which decides between equal scores
  double loss_sum = 0;      ///< over the photographs of this epoch so far
  std::int64_t photos = 0;  ///< over all ranks
  std::int64_t ranks = 1;   ///< that shared the batches which `batch` counts
};

/// What a run changes. All outlive it.
struct TrainingParts {
  exec::Network& network;
  Optimizer& optimizer;
  MovingAverage* average = nullptr;
  Lookahead* lookahead = nullptr;
};

/// All tensors that a run changes, in an order that is the same on every rank.
std::vector<at::Tensor> training_tensors(const TrainingParts& parts);

/// Writes all that a run needs to go on to the same weights: parameters, statistics, the optimiser's
/// moments, averages, slow weights and place. `settings` is compared when resuming.
std::optional<Error> save_training(const std::string& path, const TrainingParts& parts,
                                   const TrainingPlace& place, const std::string& settings);

/// Takes it over. kInvalidArgument where the file is another network's, or its settings differ from
/// `settings` (the message gives both).
Result<TrainingPlace> resume_training(const std::string& path, const TrainingParts& parts,
                                      const std::string& settings);

}  // namespace ocelli::train
