#include "progress.h"

#include <cstdio>
#include <iostream>
#include <unistd.h>
#include <utility>

namespace ocelli {
namespace {

constexpr int kWidth = 28;
constexpr auto kBarEvery = std::chrono::milliseconds(100);
constexpr auto kLineEvery = std::chrono::seconds(10);

}  // namespace

ProgressBar::ProgressBar(std::string what, bool quiet)
    : what_(std::move(what)),
      quiet_(quiet),
      terminal_(::isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      last_(start_) {}

ProgressBar::~ProgressBar() { finish(); }

void ProgressBar::show(std::int64_t done, std::int64_t total, const std::string& note) {
  const auto now = Clock::now();
  const bool due =
      now - last_ >= (terminal_ ? Clock::duration(kBarEvery) : Clock::duration(kLineEvery));
  if (quiet_ || !due || total < 1) return;
  last_ = now;
  const std::string counted = std::to_string(done) + "/" + std::to_string(total);
  const std::string tail = counted + remaining(done, total) + (note.empty() ? "" : "  " + note);
  if (!terminal_) {
    std::cerr << what_ << ": " << tail << std::endl;
    return;
  }
  const auto filled = static_cast<std::size_t>(kWidth * done / total);
  std::cerr << '\r' << what_ << " [" << std::string(filled, '#')
            << std::string(kWidth - filled, ' ') << "] " << tail << "\x1b[K" << std::flush;
  drawn_ = true;
}

std::string ProgressBar::remaining(std::int64_t done, std::int64_t total) const {
  if (done < 1) return {};
  const double spent = std::chrono::duration<double>(Clock::now() - start_).count();
  const auto left =
      static_cast<long>(spent / static_cast<double>(done) * static_cast<double>(total - done));
  char text[48];
  std::snprintf(text, sizeof(text), ", %ld:%02ld left", left / 60, left % 60);
  return text;
}

void ProgressBar::finish() {
  if (drawn_) std::cerr << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

train::Progress ProgressBar::listener() {
  return [this](std::int64_t done, std::int64_t total) {
    show(done, total);
    return true;
  };
}

}  // namespace ocelli
