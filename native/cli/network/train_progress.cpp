#include "train_progress.h"

#include <chrono>
#include <iostream>
#include <memory>
#include <sstream>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "../progress.h"
#include "interrupt.h"
#include "train/log/csv_log.h"
#include "train/log/event_log.h"

namespace ocelli {
namespace {

using Json = nlohmann::ordered_json;
using train::EpochReport;

std::string number(std::optional<double> value, int digits) {
  if (!value) return {};
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(digits);
  text << std::fixed << *value;
  return text.str();
}

const std::vector<std::string> kColumns = {
    "epoch",   "learning_rate",    "train_loss", "validation_loss", "validation_score",
    "seconds", "photos_per_second"};

std::vector<std::optional<double>> log_numbers(const EpochReport& report) {
  return {static_cast<double>(report.epoch),
          report.learning_rate,
          report.train_loss,
          report.validation_loss,
          report.validation_score,
          report.seconds,
          report.photos_per_second};
}

std::vector<train::Scalar> scalars(const EpochReport& report) {
  std::vector<train::Scalar> numbers = {{"loss/train", report.train_loss},
                                        {"learning rate", report.learning_rate},
                                        {"photos per second", report.photos_per_second}};
  if (report.validation_loss) numbers.push_back({"loss/validation", *report.validation_loss});
  if (report.validation_score) numbers.push_back({"score/validation", *report.validation_score});
  return numbers;
}

double seconds_since_1970() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Json json_line(const EpochReport& report) {
  const auto optional = [](std::optional<double> value) { return value ? Json(*value) : Json(); };
  return {{"epoch", report.epoch},
          {"learningRate", report.learning_rate},
          {"trainLoss", report.train_loss},
          {"validationLoss", optional(report.validation_loss)},
          {"validationScore", optional(report.validation_score)},
          {"best", report.best},
          {"seconds", report.seconds},
          {"photosPerSecond", report.photos_per_second}};
}

}  // namespace

struct TrainProgress::Impl {
  std::string folder;
  int epochs;
  bool multi_label;
  bool json;
  bool resumed;
  std::optional<train::CsvLog> log;
  std::optional<train::EventLog> events;
  std::unique_ptr<ProgressBar> bar;
  std::int64_t bar_epoch = -1;

  // A full disk does not end the training.
  static void note(const std::optional<Error>& error) {
    if (error) std::cerr << "ocelli: " << error->message << '\n';
  }

  bool on_batch(std::int64_t epoch, std::int64_t done, std::int64_t total) {
    if (epoch != bar_epoch) {
      bar = std::make_unique<ProgressBar>("epoch " + std::to_string(epoch + 1) + " of " +
                                          std::to_string(epochs));
      bar_epoch = epoch;
    }
    bar->show(done, total);
    return !InterruptGuard::interrupted();
  }

  void on_epoch(const EpochReport& report) {
    bar.reset();
    bar_epoch = -1;
    note(log->add(log_numbers(report)));
    note(events->add(report.epoch, seconds_since_1970(), scalars(report)));
    if (json) {
      std::cout << json_line(report).dump() << std::endl;
      return;
    }
    std::cout << "epoch " << report.epoch << ": loss " << number(report.train_loss, 4);
    if (report.validation_score) {
      std::cout << ", validation loss " << number(report.validation_loss, 4)
                << (multi_label ? ", mean average precision " : ", accuracy ")
                << number(100 * *report.validation_score, 2) << " %";
    }
    std::cout << (report.best ? " (best so far)" : "") << ", "
              << number(report.photos_per_second, 1) << " photographs a second" << std::endl;
  }
};

TrainProgress::TrainProgress(std::string folder, int epochs, bool multi_label, bool json,
                             bool resumed)
    : impl_(new Impl{std::move(folder), epochs, multi_label, json, resumed, {}, {}, nullptr, -1}) {}

TrainProgress::~TrainProgress() = default;

std::optional<Error> TrainProgress::open() {
  Result<train::CsvLog> log =
      train::CsvLog::open(impl_->folder + "/log.csv", kColumns, impl_->resumed);
  if (!log) return log.error();
  Result<train::EventLog> events = train::EventLog::create(impl_->folder, seconds_since_1970());
  if (!events) return events.error();
  impl_->log = std::move(log).value();
  impl_->events = std::move(events).value();
  return std::nullopt;
}

train::TrainListener TrainProgress::listener() {
  train::TrainListener listener;
  listener.on_batch = [this](std::int64_t epoch, std::int64_t done, std::int64_t total) {
    return impl_->on_batch(epoch, done, total);
  };
  listener.on_epoch = [this](const EpochReport& report) { impl_->on_epoch(report); };
  return listener;
}

}  // namespace ocelli
