#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dist/gradient_buckets.h"
#include "exec/network.h"
#include "result.h"
#include "train/loader/loader.h"
#include "train/metrics/metrics.h"
#include "train/optimize/ema.h"
#include "train/optimize/lookahead.h"
#include "train/run/batch_tensors.h"
#include "train/run/step_graph.h"
#include "train/run/train_spec.h"
#include "train/run/training_state.h"

namespace ocelli::train {

/// What an epoch came to.
struct EpochReport {
  std::int64_t epoch = 0;  ///< from 1
  double learning_rate = 0;
  double train_loss = 0;
  std::optional<double> validation_loss;
  std::optional<double> validation_score;  ///< accuracy, or mean average precision
  bool best = false;
  double seconds = 0;  ///< of training alone
  double photos_per_second = 0;
};

/// What the caller of a run hears.
struct TrainListener {
  /// After each batch: batches done of the epoch's, and the epoch's mean loss so far. False: save and
  /// stop.
  std::function<bool(std::int64_t epoch, std::int64_t done, std::int64_t total)> on_batch;
  std::function<void(const EpochReport&)> on_epoch;
  /// With the weights of the best epoch so far in the network; an error ends the run.
  std::function<std::optional<Error>(exec::Network&)> on_best;
};

struct TrainOutcome {
  bool stopped = false;         ///< by the listener
  std::int64_t best_epoch = 0;  ///< from 1
  std::optional<double> best_score;
};

/// Trains a network: epochs of batches forward, backward and update, a validation after each, the
/// best weights and the last state kept. The same seed gives the same weights, bit for bit on a CPU
/// with the same number of threads, also over an interruption. With several ranks every one has a
/// trainer and makes the same calls; all get the same reports, and rank 0 keeps the state.
class Trainer {
 public:
  /// `validation` may be null: the last epoch is then the best. All outlive the trainer.
  /// `checkpoint`: file that the state is kept in, after each epoch and when stopped; empty: none.
  Trainer(exec::Network& network, Loader& training, Loader* validation, const TrainSpec& spec,
          at::Device device, std::string checkpoint, std::string settings);

  /// Goes on from the checkpoint.
  std::optional<Error> resume();

  Result<TrainOutcome> run(const TrainListener& listener);

 private:
  enum class EpochEnd { kComplete, kStopped };

  Result<EpochEnd> train_epoch(const TrainListener& listener);
  std::optional<Error> train_batch(const Batch& batch, at::Tensor& loss_sum);
  Result<at::Tensor> loss_of(const BatchTensors& tensors, std::int64_t epoch);
  Result<at::Tensor> learn_from(const Batch& batch, bool first, bool last);
  [[nodiscard]] at::Tensor at_size_of_epoch(const at::Tensor& input, std::int64_t epoch) const;
  void update(double rate, double epoch, bool last_of_epoch);
  std::vector<at::Tensor> all_values();
  Result<EpochReport> validate(EpochReport report);
  std::optional<Error> finish_epoch(EpochReport report, const TrainListener& listener);
  std::optional<Error> start_together();
  std::optional<Error> share_resumed(std::optional<Error> read);
  std::optional<Error> backward(const at::Tensor& loss, int count, bool first, bool last);
  Result<bool> agree(bool go_on);
  std::optional<Error> total(at::Tensor& sum);
  Result<Predictions> predict_validation();
  std::optional<Error> average_statistics();
  std::optional<Error> save();
  TrainingParts parts();
  std::vector<at::Tensor> values();
  std::vector<at::Tensor> values_that_learn();

  exec::Network& network_;
  Loader& training_;
  Loader* validation_;
  TrainSpec spec_;
  at::Device device_;
  std::string checkpoint_;
  std::string settings_;
  Optimizer optimizer_;
  std::optional<MovingAverage> average_;
  std::optional<Lookahead> lookahead_;
  std::unique_ptr<dist::GradientBuckets> buckets_;
  std::optional<StepGraph> graph_;  ///< where each step is one batch of this process, of one size
  TrainingPlace place_;
};

}  // namespace ocelli::train
