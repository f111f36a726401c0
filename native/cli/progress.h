#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "train/progress.h"

namespace ocelli {

/// A bar on the error stream where that is a terminal, else a plain line now and then. The work's
/// results go to the output stream, so that they can be piped while the bar is watched.
class ProgressBar {
 public:
  /// `quiet`: shows nothing.
  explicit ProgressBar(std::string what, bool quiet = false);
  ~ProgressBar();  ///< clears an unfinished bar
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// Shows how far the work is, with `note` behind it.
  void show(std::int64_t done, std::int64_t total, const std::string& note = "");
  /// Takes the bar away, so that other lines can be printed.
  void finish();
  /// For work that reports its progress; never stops it. Refers to this object.
  train::Progress listener();

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] std::string remaining(std::int64_t done, std::int64_t total) const;

  std::string what_;
  bool quiet_;
  bool terminal_;
  bool drawn_ = false;
  Clock::time_point start_;
  Clock::time_point last_;
};

}  // namespace ocelli
