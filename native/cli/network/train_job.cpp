#include "train_job.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

#include "../progress.h"
#include "../read_file.h"
#include "device.h"
#include "interrupt.h"
#include "teacher_model.h"
#include "train/report/html.h"
#include "train_progress.h"
#include "whiten_input.h"

namespace ocelli {
namespace {

constexpr std::chrono::hours kPreparing{2};

// Of a run's ranks, those that torchrun's kind of launcher started on this machine.
int local_ranks(int size) {
  const char* text = std::getenv("LOCAL_WORLD_SIZE");
  return text != nullptr ? std::clamp(std::atoi(text), 1, size) : 1;
}

}  // namespace

TrainJob::TrainJob(const TrainOptions& options) : options_(options), device_(at::kCPU) {
  std::filesystem::path folder(options.out);
  folder.replace_extension(".training");
  folder_ = folder.string();
}

// Of several ranks, the first writes and talks.
bool TrainJob::leads() const { return !ranks_ || ranks_->rank() == 0; }

void TrainJob::say(const std::string& line) const {
  if (!leads()) return;
  (options_.json ? std::cerr : std::cout) << line << std::endl;
}

std::optional<Error> TrainJob::run() {
  if (auto error = open()) return error;
  if (auto error = open_network()) return error;
  if (auto error = open_parts()) return error;
  if (auto error = open_teacher()) return error;
  if (auto error = train()) return error;
  if (stopped_ || !leads()) return std::nullopt;
  return finish();
}

std::optional<Error> TrainJob::join_ranks() {
  constexpr std::chrono::seconds kPatience{50};
  const Result<dist::World> world =
      dist::read_world([](const char* name) { return std::getenv(name); });
  if (!world) return world.error();
  Result<at::Device> device = parse_device(options_.device, world.value().local_rank);
  if (!device) return device.error();
  device_ = device.value();
  const int local = local_ranks(world.value().size);
  set_up_compute(options_.threads, local);
  if (world.value().size == 1) return std::nullopt;
  options_.data.threads = std::max(1, options_.data.threads / local);
  Result<dist::ProcessGroup> ranks = dist::ProcessGroup::join(world.value(), device_, kPatience);
  if (!ranks) return ranks.error();
  ranks_.emplace(std::move(ranks).value());
  options_.data.quiet = !leads();
  return std::nullopt;
}

std::optional<Error> TrainJob::open() {
  if (auto error = join_ranks()) return error;
  Result<train::Dataset> data = open_data(options_.data);
  if (!data) return data.error();
  data_ = std::move(data).value();
  if (auto error = choose_labels()) return error;
  Result<BaseModel> base = open_base();
  if (!base) return base.error();
  base_ = std::move(base).value();
  if (options_.keep_head) {
    Result<train::Dataset> named =
        train::relabel(std::move(data_), base_->card.labels, base_->card.label_ids);
    if (!named) return named.error();
    data_ = std::move(named).value();
  }
  if (const auto trainable = train::check_trainable(data_); !trainable) return trainable.error();
  std::error_code failed;
  std::filesystem::create_directories(folder_, failed);
  if (failed) return Error{ErrorCode::kInvalidArgument, folder_ + ": " + failed.message()};
  say(std::to_string(data_.labels.size()) + " labels; photographs: " +
      std::to_string(data_.train.size()) + " to train, " + std::to_string(data_.validation.size()) +
      " to validate, " + std::to_string(data_.test.size()) + " to test");
  return std::nullopt;
}

std::optional<Error> TrainJob::choose_labels() {
  if (options_.labels.empty()) return std::nullopt;
  const auto names = read_lines(options_.labels);
  if (!names) return names.error();
  Result<train::Dataset> chosen = train::relabel(std::move(data_), names.value());
  if (!chosen) return chosen.error();
  data_ = std::move(chosen).value();
  return std::nullopt;
}

train::LoaderOptions TrainJob::training_loader() const {
  train::LoaderOptions loader;
  loader.batch_size = options_.batch_size;
  loader.seed = options_.spec.seed;
  loader.balanced = options_.sampling == "balanced";
  if (ranks_) {
    loader.ranks = ranks_->size();
    loader.rank = ranks_->rank();
  }
  using train::BatchFormat;
  loader.format = options_.resident         ? BatchFormat::kPlaced
                  : options_.default_layout ? BatchFormat::kFloatNchw
                                            : BatchFormat::kFloatNhwc;
  // A rank's last batch of one photograph would have no batch statistics.
  const std::size_t together = static_cast<std::size_t>(options_.batch_size) * loader.ranks;
  const std::size_t left = data_.train.size() % together;
  loader.drop_last = options_.batch_norm == "batch" && left > 0 && left < 2U * loader.ranks;
  return loader;
}

std::optional<Error> TrainJob::open_parts() {
  Result<train::AugmentSpec> augment = train::parse_augment(options_.augment);
  if (!augment) return augment.error();
  train::LoaderOptions loader = training_loader();
  loader.augment = augment.value();
  if (options_.mixup > 0) loader.augment.mixup = options_.mixup;
  if (options_.cutmix > 0) loader.augment.cutmix = options_.cutmix;
  const PreprocessSpec& spec = base_->card.preprocess;
  Result<std::unique_ptr<PhotoPart>> training = training_part(data_, spec, options_.data, loader);
  if (!training) return training.error();
  training_ = std::move(training).value();
  if (auto error = move_pixels()) return error;
  if (data_.validation.empty()) return std::nullopt;
  const int rank = ranks_ ? ranks_->rank() : 0;
  Result<std::unique_ptr<PhotoPart>> validation =
      evaluation_part(data_.validation, data_, spec, options_.data, kEvaluationBatch, rank,
                      ranks_ ? ranks_->size() : 1);
  if (!validation) return validation.error();
  validation_ = std::move(validation).value();
  return std::nullopt;
}

std::optional<Error> TrainJob::move_pixels() {
  if (!options_.resident) return std::nullopt;
  ProgressBar bar("moving pixels to the device", options_.data.quiet);
  Result<train::ResidentPixels> moved =
      train::ResidentPixels::create(training_->photos, device_, bar.listener());
  if (!moved) return moved.error();
  bar.finish();
  resident_ = std::move(moved).value();
  options_.spec.resident = &*resident_;
  return std::nullopt;
}

std::optional<Error> TrainJob::open_teacher() {
  if (options_.teacher.empty()) return std::nullopt;
  Result<train::Teacher> teacher =
      read_teacher(options_.teacher, data_.labels, base_->card.preprocess, device_);
  if (!teacher) return teacher.error();
  teacher_ = std::move(teacher).value();
  options_.spec.teacher = &*teacher_;
  return std::nullopt;
}

void TrainJob::fill_spec() {
  train::TrainSpec& spec = options_.spec;
  using train::OptimizerKind;
  using train::ScheduleKind;
  spec.optimizer.kind = options_.optimizer == "sgd"    ? OptimizerKind::kSgd
                        : options_.optimizer == "adam" ? OptimizerKind::kAdam
                        : options_.optimizer == "muon" ? OptimizerKind::kMuon
                                                       : OptimizerKind::kAdamW;
  spec.schedule.kind = options_.schedule == "cosine"      ? ScheduleKind::kCosine
                       : options_.schedule == "linear"    ? ScheduleKind::kLinear
                       : options_.schedule == "step"      ? ScheduleKind::kStep
                       : options_.schedule == "one-cycle" ? ScheduleKind::kOneCycle
                                                          : ScheduleKind::kConstant;
  if (options_.optimizer == "muon") {
    spec.groups.muon_rate = options_.muon_rate / spec.learning_rate;
  }
  if (options_.freeze == "backbone") spec.groups.backbone_rate = spec.groups.muon_rate = 0;
  spec.bfloat16 = options_.precision == "bf16";
  spec.loss.multi_label = data_.multi_label;
  if (options_.class_weights == "balanced") {
    spec.loss.class_weights = train::balanced_weights(data_);
  }
}

std::optional<Error> TrainJob::train() {
  fill_spec();
  if (!whitened_.empty() && !options_.resume) {
    if (auto error = whiten_input(*network_, whitened_, *training_->loader, device_,
                                  options_.spec.resident)) {
      return error;
    }
  }
  const std::string state = folder_ + "/last.safetensors";
  if (ranks_) {
    options_.spec.ranks = &*ranks_;
    // Reading and preparing the photographs takes the ranks differently long.
    if (auto error = ranks_->meet(kPreparing)) return error;
  }
  train::Trainer trainer(*network_, *training_->loader,
                         validation_ ? &*validation_->loader : nullptr, options_.spec, device_,
                         state, settings_text(options_));
  if (options_.resume) {
    if (auto error = trainer.resume()) return error;
  }
  const InterruptGuard guard;
  TrainProgress progress(folder_, options_.spec.epochs, data_.multi_label, options_.json,
                         options_.resume);
  train::TrainListener listener;
  if (leads()) {
    if (auto error = progress.open()) return error;
    listener = progress.listener();
    listener.on_best = [this](exec::Network& network) { return write(network, {}, ""); };
  } else {
    listener.on_batch = [](std::int64_t, std::int64_t, std::int64_t) {
      return !InterruptGuard::interrupted();
    };
  }
  const Result<train::TrainOutcome> outcome = trainer.run(listener);
  if (!outcome) return outcome.error();
  stopped_ = outcome.value().stopped;
  if (stopped_) {
    say("stopped; the state is in " + state + ": the same command with --resume goes on");
  } else if (outcome.value().best_score) {
    say("best epoch " + std::to_string(outcome.value().best_epoch) + ", validation " +
        train::percent(*outcome.value().best_score));
  }
  return std::nullopt;
}

}  // namespace ocelli
