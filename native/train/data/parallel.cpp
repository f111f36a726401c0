#include "train/data/parallel.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ocelli::train {
namespace {

struct Shared {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stop{false};
  std::mutex mutex;  // guards what follows
  std::size_t done = 0;
  std::size_t failed_at = std::numeric_limits<std::size_t>::max();
  std::optional<Error> error;

  void fail(std::size_t index, Error failure) {
    if (index < failed_at) {
      failed_at = index;
      error = std::move(failure);
    }
    stop = true;
  }
};

}  // namespace

std::optional<Error> for_each_index(
    std::size_t count, int threads, const char* task,
    const std::function<std::optional<Error>(std::size_t, int)>& work, const Progress& progress) {
  Shared shared;
  const auto run = [&](int worker) {
    while (!shared.stop) {
      const std::size_t index = shared.next++;
      if (index >= count) return;
      std::optional<Error> error = work(index, worker);
      const std::lock_guard lock(shared.mutex);
      if (error) {
        shared.fail(index, std::move(*error));
        return;
      }
      ++shared.done;
      if (progress && !shared.stop &&
          !progress(static_cast<std::int64_t>(shared.done), static_cast<std::int64_t>(count))) {
        shared.fail(count, {ErrorCode::kInvalidArgument, std::string(task) + " was stopped"});
      }
    }
  };
  const auto others =
      static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(std::max(threads, 1)),
                                             std::max<std::size_t>(count, 1)) -
                       1);
  std::vector<std::thread> pool;
  for (int i = 1; i <= others; ++i) pool.emplace_back(run, i);
  run(0);
  for (std::thread& thread : pool) thread.join();
  return shared.error;
}

}  // namespace ocelli::train
