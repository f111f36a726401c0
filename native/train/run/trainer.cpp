#include "train/run/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include <torch/csrc/autograd/autograd.h>

#include "exec/autocast.h"
#include "train/metrics/metrics.h"
#include "train/random.h"
#include "train/run/batch_tensors.h"
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
  if (spec.lookahead.every > 0) lookahead_.emplace(spec.lookahead, all_values());
}

std::vector<at::Tensor> Trainer::values() {
  std::vector<at::Tensor> values;
  for (const exec::Parameter& parameter : network_.parameters()) {
    values.push_back(parameter.value.detach());
  }
  return values;
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

at::Tensor Trainer::at_size_of_epoch(const at::Tensor& input, std::int64_t epoch) const {
  constexpr double kGrowing = 2.0 / 3;
  constexpr double kStep = 8;
  if (spec_.first_size >= 1) return input;
  const double part = std::min(1.0, static_cast<double>(epoch) / (kGrowing * spec_.epochs));
  const double share = spec_.first_size + (1 - spec_.first_size) * part;
  const auto side = [&](std::int64_t full) {
    const double length = std::round(share * static_cast<double>(full) / kStep) * kStep;
    return std::clamp(static_cast<std::int64_t>(length), std::min<std::int64_t>(8, full), full);
  };
  const std::int64_t height = side(input.size(2)), width = side(input.size(3));
  if (height == input.size(2) && width == input.size(3)) return input;
  return at::_upsample_bilinear2d_aa(input, {height, width}, false);
}

Result<at::Tensor> Trainer::loss_of(const Batch& batch) {
  const BatchTensors tensors = batch_tensors(batch, device_);
  const exec::Autocast autocast(device_, spec_.bfloat16);
  Result<std::vector<at::Tensor>> outputs =
      network_.forward(at_size_of_epoch(tensors.input, batch.epoch), exec::Mode::kTrain);
  if (!outputs) return outputs.error();
  const at::Tensor logits = outputs.value()[0].flatten(1);
  at::Tensor loss = batch_loss(logits, tensors.targets, spec_.loss);
  for (const AuxiliaryOutput& one : spec_.auxiliary) {
    const at::Tensor& other = outputs.value()[one.output];
    loss = loss + one.weight * batch_loss(other.flatten(1), tensors.targets, spec_.loss);
  }
  if (spec_.teacher == nullptr) return loss;
  const Result<at::Tensor> taught = spec_.teacher->logits(tensors.input);
  if (!taught) return taught.error();
  const double weight = spec_.teacher_weight;
  return loss * (1 - weight) + weight * distillation_loss(logits, taught.value(),
                                                          spec_.teacher_temperature,
                                                          spec_.loss.multi_label);
}

std::optional<Error> Trainer::train_batch(const Batch& batch, at::Tensor& loss_sum) {
  // Dropout depends on the place in the run alone, so that a resumed run repeats it.
  Random random{spec_.seed, static_cast<std::uint64_t>(batch.epoch),
                static_cast<std::uint64_t>(batch.index)};
  for (int i = spec_.ranks != nullptr ? spec_.ranks->rank() : 0; i > 0; --i) random.next();
  at::manual_seed(random.next());
  const std::int64_t done = batch.index + 1;
  const bool first = batch.index % spec_.accumulate == 0;
  const bool last = done % spec_.accumulate == 0 || done == training_.batches();
  at::Tensor loss;
  if (batch.count > 0) {
    Result<at::Tensor> found = loss_of(batch);
    if (!found) return found.error();
    loss = std::move(found).value();
  }
  if (auto error = backward(loss, batch.count, first, last)) return error;
  if (loss.defined()) {
    const at::NoGradGuard no_gradients;
    loss_sum.add_(loss.detach().to(at::kDouble), batch.count);
  }
  if (last) {
    const double epoch = static_cast<double>(batch.epoch) +
                         static_cast<double>(done) / static_cast<double>(training_.batches());
    update(spec_.learning_rate * rate_factor(spec_.schedule, epoch, spec_.epochs), epoch,
           done == training_.batches());
  }
  return std::nullopt;
}

// Adds the batch's gradients to those of its update; over ranks, each batch weighs by its photographs.
std::optional<Error> Trainer::backward(const at::Tensor& loss, int count, bool first, bool last) {
  double all = count;
  if (spec_.ranks != nullptr) {
    at::Tensor photos = at::full({1}, all, at::TensorOptions(at::kDouble).device(device_));
    if (auto error = total(photos)) return error;
    all = photos.item<double>();
  }
  place_.photos += static_cast<std::int64_t>(all);
  if (buckets_ && first) buckets_->attach();
  if (buckets_ && last) buckets_->arm();
  if (loss.defined()) {
    const bool scaled = spec_.accumulate > 1 || spec_.ranks != nullptr;
    const double share = count / all / spec_.accumulate;
    if (auto error = exec::backward(scaled ? loss * share : loss)) return error;
  }
  return buckets_ && last ? buckets_->finish() : std::nullopt;
}

void Trainer::update(double rate, double epoch, bool last_of_epoch) {
  if (spec_.clip_norm > 0) optimizer_.clip_gradients(spec_.clip_norm);
  optimizer_.step(rate);
  optimizer_.zero_gradients();
  // Before an evaluation both meet, so that the slow weights are what is judged.
  if (lookahead_) lookahead_->update(optimizer_.steps(), epoch / spec_.epochs, last_of_epoch);
  if (average_) average_->update(values());
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
