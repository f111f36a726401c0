#include "train/run/trainer.h"

#include <chrono>
#include <utility>

#include <ATen/core/grad_mode.h>

#include "train/metrics/metrics.h"
#include "train/run/predict.h"

namespace ocelli::train {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double validation_loss(const Predictions& predictions, const LossSpec& spec) {
  const at::NoGradGuard no_gradients;
  const std::int64_t photos = predictions.photos();
  const at::Tensor logits = at::tensor(predictions.logits).view({photos, predictions.classes});
  if (!predictions.multi_label) {
    return batch_loss(logits, at::tensor(predictions.labels), {}).item<double>();
  }
  const std::vector<float> targets(predictions.targets.begin(), predictions.targets.end());
  LossSpec plain;
  plain.multi_label = spec.multi_label;
  return batch_loss(logits, at::tensor(targets).view_as(logits), plain).item<double>();
}

}  // namespace

Trainer::Trainer(exec::Network& network, Loader& training, Loader* validation,
                 const TrainSpec& spec, at::Device device, std::string checkpoint,
                 std::string settings)
    : network_(network),
      training_(training),
      validation_(validation),
      spec_(spec),
      device_(device),
      checkpoint_(std::move(checkpoint)),
      settings_(std::move(settings)),
      optimizer_(spec.optimizer, parameter_groups(network.parameters(), spec.groups)) {
  if (spec.loss.class_weights.defined()) {
    spec_.loss.class_weights = spec.loss.class_weights.to(device);
  }
  if (spec.ema_decay > 0) average_.emplace(spec.ema_decay, values());
  place_.ranks = spec.ranks != nullptr ? spec.ranks->size() : 1;
  const bool steps_alike = spec.accumulate == 1 && spec.ranks == nullptr && spec.first_size >= 1;
  if (device.is_cuda() && steps_alike) graph_.emplace(values_that_learn());
  if (spec.lookahead.every > 0) lookahead_.emplace(spec.lookahead, all_values());
}

std::vector<at::Tensor> Trainer::values() {
  std::vector<at::Tensor> values;
  for (const exec::Parameter& parameter : network_.parameters()) {
    values.push_back(parameter.value.detach());
  }
  return values;
}

std::vector<at::Tensor> Trainer::values_that_learn() {
  std::vector<at::Tensor> learning;
  for (const exec::Parameter& parameter : network_.parameters()) {
    if (parameter.value.requires_grad()) learning.push_back(parameter.value);
  }
  return learning;
}

// With the running statistics, which belong to the weights that they were taken under.
std::vector<at::Tensor> Trainer::all_values() {
  std::vector<at::Tensor> all = values();
  for (const exec::Buffer& buffer : network_.buffers()) all.push_back(buffer.value);
  return all;
}

TrainingParts Trainer::parts() {
  return {network_, optimizer_, average_ ? &*average_ : nullptr,
          lookahead_ ? &*lookahead_ : nullptr};
}

std::optional<Error> Trainer::resume() {
  if (spec_.ranks != nullptr && spec_.ranks->rank() > 0) return share_resumed(std::nullopt);
  const std::int64_t ranks = place_.ranks;
  Result<TrainingPlace> place = resume_training(checkpoint_, parts(), settings_);
  if (place) place_ = place.value();
  // Other ranks count other batches.
  if (place_.ranks != ranks) place_.batch = place_.photos / training_.shared_batch();
  place_.ranks = ranks;
  const auto error = place ? std::nullopt : std::optional<Error>(place.error());
  return spec_.ranks == nullptr ? error : share_resumed(error);
}

std::optional<Error> Trainer::save() {
  if (checkpoint_.empty() || (spec_.ranks != nullptr && spec_.ranks->rank() > 0))
    return std::nullopt;
  return save_training(checkpoint_, parts(), place_, settings_);
}

Result<TrainOutcome> Trainer::run(const TrainListener& listener) {
  TrainOutcome outcome;
  if (auto error = start_together()) return *error;
  while (place_.epoch < spec_.epochs && !outcome.stopped) {
    const auto start = Clock::now();
    const std::int64_t photos_before = place_.photos;
    const Result<EpochEnd> end = train_epoch(listener);
    if (!end) return end.error();
    if (end.value() == EpochEnd::kStopped) {
      if (auto error = save()) return *error;
      outcome.stopped = true;
      break;
    }
    EpochReport report;
    report.epoch = place_.epoch + 1;
    report.learning_rate =
        spec_.learning_rate *
        rate_factor(spec_.schedule, static_cast<double>(place_.epoch + 1), spec_.epochs);
    report.train_loss =
        place_.photos > 0 ? place_.loss_sum / static_cast<double>(place_.photos) : 0;
    report.seconds = seconds_since(start);
    report.photos_per_second = static_cast<double>(place_.photos - photos_before) / report.seconds;
    if (auto error = finish_epoch(report, listener)) return *error;
    const bool out_of_patience =
        spec_.patience > 0 && place_.epoch - 1 - place_.best_epoch >= spec_.patience;
    if (out_of_patience) break;
  }
  outcome.best_epoch = place_.best_epoch + 1;
  if (validation_ != nullptr) outcome.best_score = place_.best_score;
  return outcome;
}

Result<Trainer::EpochEnd> Trainer::train_epoch(const TrainListener& listener) {
  training_.start(place_.epoch, place_.batch);
  const bool counts = spec_.ranks == nullptr || spec_.ranks->rank() == 0;
  at::Tensor loss_sum =
      at::full({}, counts ? place_.loss_sum : 0.0, at::TensorOptions(at::kDouble).device(device_));
  optimizer_.zero_gradients();
  while (const std::optional<Batch> batch = training_.next()) {
    if (auto error = train_batch(*batch, loss_sum)) return *error;
    place_.batch = batch->index + 1;
    const bool updated =
        place_.batch % spec_.accumulate == 0 || place_.batch == training_.batches();
    const Result<bool> go_on = agree(
        !listener.on_batch || listener.on_batch(place_.epoch, place_.batch, training_.batches()));
    if (!go_on) return go_on.error();
    // Gradients that wait for their update are not kept, so a run stops only between updates.
    if (!go_on.value() && updated) {
      if (auto error = total(loss_sum)) return *error;
      place_.loss_sum = loss_sum.item<double>();
      return EpochEnd::kStopped;
    }
  }
  if (auto error = total(loss_sum)) return *error;
  place_.loss_sum = loss_sum.item<double>();
  return EpochEnd::kComplete;
}

Result<EpochReport> Trainer::validate(EpochReport report) {
  if (validation_ == nullptr) {
    report.best = true;
    return report;
  }
  const Result<Predictions> predictions = predict_validation();
  if (!predictions) return predictions.error();
  const Result<double> score = headline(predictions.value());
  if (!score) return score.error();
  report.validation_loss = validation_loss(predictions.value(), spec_.loss);
  report.validation_score = score.value();
  const bool better =
      score.value() > place_.best_score ||
      (score.value() == place_.best_score && *report.validation_loss < place_.best_loss);
  report.best = place_.best_epoch < 0 || better;
  return report;
}

std::optional<Error> Trainer::finish_epoch(EpochReport report, const TrainListener& listener) {
  if (auto error = average_statistics()) return error;
  std::vector<at::Tensor> mine = values();
  if (average_) average_->swap(mine);
  const Result<EpochReport> validated = validate(report);
  std::optional<Error> error;
  if (!validated) error = validated.error();
  if (validated && validated.value().best) {
    place_.best_epoch = place_.epoch;
    place_.best_score = validated.value().validation_score.value_or(0);
    place_.best_loss = validated.value().validation_loss.value_or(0);
    if (listener.on_best) error = listener.on_best(network_);
  }
  if (average_) average_->swap(mine);
  if (error) return error;
  ++place_.epoch;
  place_.batch = 0;
  place_.loss_sum = 0;
  place_.photos = 0;
  if (auto failed = save()) return failed;
  if (listener.on_epoch) listener.on_epoch(validated.value());
  return std::nullopt;
}

}  // namespace ocelli::train
