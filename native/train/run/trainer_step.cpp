// One step of a trainer: a batch forward, backward and, where it completes one, an update.
#include <algorithm>
#include <cmath>
#include <utility>

#include <ATen/core/grad_mode.h>

#include "exec/autocast.h"
#include "train/random.h"
#include "train/run/trainer.h"

namespace ocelli::train {

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

Result<at::Tensor> Trainer::loss_of(const BatchTensors& tensors, std::int64_t epoch) {
  const exec::Autocast autocast(device_, spec_.bfloat16);
  Result<std::vector<at::Tensor>> outputs =
      network_.forward(at_size_of_epoch(tensors.input, epoch), exec::Mode::kTrain);
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
  const Result<at::Tensor> loss = learn_from(batch, first, last);
  if (!loss) return loss.error();
  if (batch.count > 0) {
    const at::NoGradGuard no_gradients;
    loss_sum.add_(loss.value().detach().to(at::kDouble), batch.count);
  }
  if (last) {
    const double epoch = static_cast<double>(batch.epoch) +
                         static_cast<double>(done) / static_cast<double>(training_.batches());
    update(spec_.learning_rate * rate_factor(spec_.schedule, epoch, spec_.epochs), epoch,
           done == training_.batches());
  }
  return std::nullopt;
}

// The batch's loss, undefined where the batch is empty.
Result<at::Tensor> Trainer::learn_from(const Batch& batch, bool first, bool last) {
  if (graph_) {
    place_.photos += batch.count;
    return graph_->run(batch_tensors(batch, device_, spec_.resident),
                       [&](const BatchTensors& tensors) -> Result<at::Tensor> {
                         Result<at::Tensor> loss = loss_of(tensors, batch.epoch);
                         if (!loss) return loss;
                         if (auto error = exec::backward(loss.value())) return *error;
                         return loss;
                       });
  }
  at::Tensor loss;
  if (batch.count > 0) {
    Result<at::Tensor> found = loss_of(batch_tensors(batch, device_, spec_.resident), batch.epoch);
    if (!found) return found;
    loss = std::move(found).value();
  }
  if (auto error = backward(loss, batch.count, first, last)) return *error;
  return loss;
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

}  // namespace ocelli::train
