#include "train_job.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <utility>

#include <nlohmann/json.hpp>

#include "../card_golden.h"
#include "../read_file.h"
#include "../write_file.h"
#include "device.h"
#include "graph/build/architecture.h"
#include "graph/head.h"
#include "graph/normalize.h"
#include "interrupt.h"
#include "onnx/write_model.h"
#include "train/run/batch_tensors.h"
#include "train/run/predict.h"
#include "train/run/whiten.h"
#include "train_progress.h"

namespace ocelli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kEvaluationBatch = 32;
constexpr std::chrono::hours kPreparing{2};

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f %%", 100 * share);
  return text;
}

// Of a run's ranks, those that torchrun's kind of launcher started on this machine.
int local_ranks(int size) {
  const char* text = std::getenv("LOCAL_WORLD_SIZE");
  return text != nullptr ? std::clamp(std::atoi(text), 1, size) : 1;
}

std::string scored(const train::Evaluation& found, bool multi_label) {
  return multi_label ? "mean average precision " + percent(found.mean_average_precision)
                     : "top-1 " + percent(found.top1);
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

Result<BaseModel> TrainJob::open_base() {
  if (options_.arch.empty()) return read_base_model(options_.from, options_.settings);
  graph::ArchitectureSpec spec;
  spec.name = options_.arch;
  spec.image_size = options_.image_size;
  spec.width = options_.width;
  spec.seed = options_.spec.seed;
  spec.labels = data_.labels;
  Result<onnx::Model> built = graph::build(spec);
  if (!built) return built.error();
  return base_model_of(std::move(built).value(), options_.settings);
}

// What a model says of its training: outputs that help, and tensors that stay as they are.
std::optional<Error> TrainJob::note_training_keys(const onnx::Model& model) {
  std::istringstream frozen(metadata(model, "ocelli.train.frozen"));
  for (std::string name; std::getline(frozen, name);) options_.spec.groups.frozen.insert(name);
  whitened_ = metadata(model, "ocelli.train.whitening");
  std::istringstream auxiliary(metadata(model, "ocelli.train.auxiliary"));
  auxiliary.imbue(std::locale::classic());
  std::string name;
  double weight = 0;
  while (auxiliary >> name >> weight) {
    const auto& outputs = model.graph.outputs;
    const auto found = std::find_if(outputs.begin(), outputs.end(),
                                    [&](const onnx::ValueInfo& one) { return one.name == name; });
    if (found == outputs.end()) {
      return Error{ErrorCode::kInvalidCard,
                   "ocelli.train.auxiliary: expected outputs of the graph, got " + name};
    }
    options_.spec.auxiliary.push_back({static_cast<std::size_t>(found - outputs.begin()), weight});
  }
  return std::nullopt;
}

// The base's graph with this run's head.
Result<onnx::Model> TrainJob::prepared_model() {
  Result<graph::Normalized> normal = graph::normalize(std::move(base_->model));
  if (!normal) return normal.error();
  onnx::Model model = std::move(normal.value().model);
  const PreprocessSpec& pixels = base_->card.preprocess;
  const bool any_size = options_.spec.first_size < 1;
  graph::set_input_size(model.graph, any_size ? 0 : pixels.input_height,
                        any_size ? 0 : pixels.input_width, pixels.layout == Layout::kNhwc);
  graph::strip_activation(model.graph);
  if (!options_.keep_head && options_.arch.empty()) {
    Result<onnx::Model> replaced = graph::replace_head(
        std::move(model), static_cast<std::int64_t>(data_.labels.size()), options_.spec.seed);
    if (!replaced) return replaced.error();
    model = std::move(replaced).value();
  }
  const Result<graph::Head> head = graph::find_head(model.graph);
  if (!head) return head.error();
  options_.spec.groups.head = {head.value().weight, head.value().bias};
  if (options_.dropout > 0) {
    Result<onnx::Model> dropping =
        graph::add_dropout(std::move(model), static_cast<float>(options_.dropout));
    if (!dropping) return dropping.error();
    model = std::move(dropping).value();
  }
  return model;
}

std::optional<Error> TrainJob::open_network() {
  Result<onnx::Model> prepared = prepared_model();
  if (!prepared) return prepared.error();
  if (auto error = note_training_keys(prepared.value())) return error;
  exec::NetworkOptions network;
  network.device = device_;
  network.channels_last = !options_.default_layout;
  if (ranks_ && options_.sync_batch_norm) {
    network.sum_over_ranks = [this](const at::Tensor& tensor) {
      return ranks_->differentiable_sum(tensor);
    };
  }
  network.freeze_batch_norm_statistics =
      options_.batch_norm == "frozen" || options_.freeze == "backbone";
  Result<exec::Network> compiled = exec::Network::compile(prepared.value(), network);
  if (!compiled) return compiled.error();
  network_ = std::move(compiled).value();
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
  loader.format =
      options_.default_layout ? train::BatchFormat::kFloatNchw : train::BatchFormat::kFloatNhwc;
  // A last batch of one photograph would have no batch statistics.
  loader.drop_last = options_.batch_norm == "batch" &&
                     data_.train.size() % static_cast<std::size_t>(options_.batch_size) == 1;
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
  if (data_.validation.empty()) return std::nullopt;
  const int rank = ranks_ ? ranks_->rank() : 0;
  Result<std::unique_ptr<PhotoPart>> validation =
      evaluation_part(data_.validation, data_, spec, options_.data, kEvaluationBatch, rank,
                      ranks_ ? ranks_->size() : 1);
  if (!validation) return validation.error();
  validation_ = std::move(validation).value();
  return std::nullopt;
}

std::optional<Error> TrainJob::open_teacher() {
  if (options_.teacher.empty()) return std::nullopt;
  Result<BaseModel> given = read_base_model(options_.teacher, {});
  if (!given) return given.error();
  const ModelCard& card = given.value().card;
  std::vector<std::int64_t> places;
  for (const std::string& label : data_.labels) {
    const auto found = std::find(card.labels.begin(), card.labels.end(), label);
    if (found == card.labels.end()) {
      return Error{ErrorCode::kInvalidArgument,
                   "--teacher: expected a model with the label \"" + label + "\", got one without"};
    }
    places.push_back(found - card.labels.begin());
  }
  Result<graph::Normalized> normal = graph::normalize(std::move(given.value().model));
  if (!normal) return normal.error();
  graph::strip_activation(normal.value().model.graph);
  exec::NetworkOptions options;
  options.device = device_;
  Result<exec::Network> network = exec::Network::compile(normal.value().model, options);
  if (!network) return network.error();
  Result<train::Teacher> teacher = train::Teacher::create(
      std::move(network).value(), card.preprocess, base_->card.preprocess, std::move(places));
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

// Photographs of the first epoch, until there are enough to measure.
std::optional<Error> TrainJob::whiten_input() {
  constexpr std::int64_t kEnough = 5000;
  if (whitened_.empty() || options_.resume) return std::nullopt;
  std::vector<exec::Parameter>& parameters = network_->parameters();
  const auto found =
      std::find_if(parameters.begin(), parameters.end(),
                   [&](const exec::Parameter& one) { return one.name == whitened_; });
  if (found == parameters.end()) {
    return Error{ErrorCode::kInvalidCard,
                 "ocelli.train.whitening: expected a weight of the graph, got " + whitened_};
  }
  std::vector<at::Tensor> inputs;
  std::int64_t photos = 0;
  training_->loader->start(0);
  while (photos < kEnough) {
    const std::optional<train::Batch> batch = training_->loader->next();
    if (!batch) break;
    inputs.push_back(train::batch_tensors(*batch, device_).input.clone());
    photos += batch->count;
  }
  if (!inputs.empty()) train::whiten(found->value.detach(), at::cat(inputs));
  return std::nullopt;
}

std::optional<Error> TrainJob::train() {
  fill_spec();
  if (auto error = whiten_input()) return error;
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
        percent(*outcome.value().best_score));
  }
  return std::nullopt;
}

Result<train::Evaluation> TrainJob::evaluate_part(exec::Network& network, PhotoPart& part,
                                                  double temperature, FittedScores* fit) {
  Result<train::Predictions> predictions =
      train::predict(network, *part.loader, device_, data_.multi_label);
  if (!predictions) return predictions.error();
  if (fit != nullptr) {
    const Result<double> fitted = train::fit_temperature(predictions.value());
    if (!fitted) return fitted.error();
    temperature = fit->temperature = fitted.value();
    if (data_.multi_label) {
      fit->thresholds = train::fit_label_thresholds(predictions.value(), temperature);
    } else {
      fit->unsure_below = train::fit_unsure_below(predictions.value(), temperature);
    }
  }
  train::EvaluationOptions options;
  options.temperature = temperature;
  return train::evaluate(predictions.value(), options);
}

// The best weights are in the file that was written when they were found.
std::optional<Error> TrainJob::finish() {
  Result<BaseModel> best = read_base_model(options_.out, {});
  if (!best) return best.error();
  exec::NetworkOptions options;
  options.device = device_;
  Result<exec::Network> network = exec::Network::compile(best.value().model, options);
  if (!network) return network.error();
  FittedScores scores;
  std::string accuracy;
  if (ranks_ && validation_) {
    auto whole = evaluation_part(data_.validation, data_, base_->card.preprocess, options_.data,
                                 kEvaluationBatch);
    if (!whole) return whole.error();
    validation_ = std::move(whole).value();
  }
  if (validation_) {
    const auto found = evaluate_part(network.value(), *validation_, 1, &scores);
    if (!found) return found.error();
    accuracy = scored(found.value(), data_.multi_label) + " on " +
               std::to_string(found.value().photos) + " validation photographs";
    say("validation: " + scored(found.value(), data_.multi_label) + ", calibration error " +
        percent(found.value().calibration.ece) + " at temperature " +
        card_number(scores.temperature));
  }
  if (!data_.test.empty()) {
    auto part =
        evaluation_part(data_.test, data_, base_->card.preprocess, options_.data, kEvaluationBatch);
    if (!part) return part.error();
    const auto found = evaluate_part(network.value(), *part.value(), scores.temperature, nullptr);
    if (!found) return found.error();
    accuracy = scored(found.value(), data_.multi_label) + " on " +
               std::to_string(found.value().photos) + " test photographs";
    say("test: " + accuracy);
  }
  if (auto error = write(network.value(), scores, accuracy)) return error;
  say("wrote " + options_.out);
  return std::nullopt;
}

std::optional<Error> TrainJob::write(exec::Network& network, const FittedScores& scores,
                                     const std::string& accuracy) {
  onnx::Model model = graph::drop_auxiliary(network.model());
  const PreprocessSpec& pixels = base_->card.preprocess;
  graph::set_input_size(model.graph, pixels.input_height, pixels.input_width,
                        pixels.layout == Layout::kNhwc);
  CardTexts texts = options_.texts;
  texts.accuracy = accuracy;
  std::vector<CardEntry> entries = trained_card(base_->card.entries, data_, texts, scores);
  const Result<ModelCard> card = make_card(entries);
  if (!card) return card.error();
  set_card(model, entries);
  const std::string without = onnx::write_model(model);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(without.data());
  Result<std::vector<CardEntry>> golden = golden_entries({bytes, without.size()}, card.value());
  if (!golden) return golden.error();
  entries.insert(entries.end(), golden.value().begin(), golden.value().end());
  set_card(model, entries);
  return replace_file(options_.out, onnx::write_model(model));
}

}  // namespace ocelli
