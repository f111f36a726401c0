// What the trainers of several ranks do together; one that is alone passes through.
#include <utility>

#include "train/run/predict.h"
#include "train/run/trainer.h"

namespace ocelli::train {

// Rank 0 has read the state (or failed to, as `read` says); the others take it from there.
std::optional<Error> Trainer::share_resumed(std::optional<Error> read) {
  const auto updates = average_ ? average_->updates() : 0;
  at::Tensor place = at::tensor(
      {read ? 0.0 : 1.0, static_cast<double>(place_.epoch), static_cast<double>(place_.batch),
       static_cast<double>(place_.best_epoch), place_.best_score, place_.best_loss, place_.loss_sum,
       static_cast<double>(place_.photos), static_cast<double>(optimizer_.steps()),
       static_cast<double>(updates)},
      at::TensorOptions(at::kDouble).device(device_));
  if (auto error = spec_.ranks->broadcast(place)) return error;
  const at::Tensor given = place.to(at::kCPU);
  const auto value = [&](std::int64_t i) { return given[i].item<double>(); };
  const auto whole = [&](std::int64_t i) { return static_cast<std::int64_t>(value(i)); };
  if (read) return read;
  if (value(0) == 0) {
    return Error{ErrorCode::kInvalidArgument, "rank 0 could not read the state to resume"};
  }
  place_ = {whole(1), whole(2), whole(3), value(4), value(5), value(6), whole(7), place_.ranks};
  for (const at::Tensor& tensor : training_tensors(parts())) {
    if (auto error = spec_.ranks->broadcast(tensor)) return error;
  }
  optimizer_.restore({}, whole(8));
  if (average_) average_->restore(average_->averages(), whole(9));
  return std::nullopt;
}

// All begin with rank 0's weights.
std::optional<Error> Trainer::start_together() {
  if (spec_.ranks == nullptr) return std::nullopt;
  for (const at::Tensor& tensor : all_values()) {
    if (auto error = spec_.ranks->broadcast(tensor)) return error;
  }
  std::vector<at::Tensor> learning = values_that_learn();
  if (!learning.empty()) {
    buckets_ = std::make_unique<dist::GradientBuckets>(*spec_.ranks, std::move(learning));
  }
  return std::nullopt;
}

// Whether all go on.
Result<bool> Trainer::agree(bool go_on) {
  if (spec_.ranks == nullptr) return go_on;
  at::Tensor stops =
      at::full({1}, go_on ? 0.0 : 1.0, at::TensorOptions(at::kDouble).device(device_));
  if (auto error = spec_.ranks->sum(stops)) return *error;
  return stops.item<double>() == 0;
}

// A sum over the ranks, in place.
std::optional<Error> Trainer::total(at::Tensor& sum) {
  if (spec_.ranks == nullptr) return std::nullopt;
  sum = sum.reshape({1});
  return spec_.ranks->sum(sum);
}

// Each rank has seen other photographs: the statistics that evaluation uses are the mean.
std::optional<Error> Trainer::average_statistics() {
  if (spec_.ranks == nullptr) return std::nullopt;
  const at::NoGradGuard no_gradients;
  for (const exec::Buffer& buffer : network_.buffers()) {
    at::Tensor value = buffer.value;
    if (auto error = spec_.ranks->sum(value)) return error;
    value.div_(spec_.ranks->size());
  }
  return std::nullopt;
}

Result<Predictions> Trainer::predict_validation() {
  Result<Predictions> mine = predict(network_, *validation_, device_, spec_.loss.multi_label);
  if (!mine || spec_.ranks == nullptr) return mine;
  return gather_predictions(std::move(mine).value(), *validation_, *spec_.ranks, device_);
}

}  // namespace ocelli::train
