#include "train_progress.h"

#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "../progress.h"
#include "interrupt.h"

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

std::string csv_line(const EpochReport& report) {
  std::ostringstream line;
  line.imbue(std::locale::classic());
  line << report.epoch << ',' << report.learning_rate << ',' << number(report.train_loss, 6) << ','
       << number(report.validation_loss, 6) << ',' << number(report.validation_score, 6) << ','
       << number(report.seconds, 2) << ',' << number(report.photos_per_second, 1) << '\n';
  return line.str();
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
  std::ofstream log;
  std::unique_ptr<ProgressBar> bar;
  std::int64_t bar_epoch = -1;

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
    log << csv_line(report) << std::flush;
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

TrainProgress::TrainProgress(std::string folder, int epochs, bool multi_label, bool json, bool resumed)
    : impl_(new Impl{std::move(folder), epochs, multi_label, json, resumed, {}, nullptr, -1}) {}

TrainProgress::~TrainProgress() = default;

std::optional<Error> TrainProgress::open() {
  const std::string path = impl_->folder + "/log.csv";
  impl_->log.open(path, impl_->resumed ? std::ios::app : std::ios::trunc);
  if (!impl_->log) return Error{ErrorCode::kInvalidArgument, path + ": cannot be written"};
  if (!impl_->resumed) {
    impl_->log << "epoch,learning_rate,train_loss,validation_loss,validation_score,seconds,"
                  "photos_per_second\n"
               << std::flush;
  }
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
