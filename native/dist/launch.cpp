#include "dist/launch.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <signal.h>
#include <spawn.h>
#include <thread>
#include <unistd.h>

#include <sys/wait.h>

#include "dist/local_address.h"

extern char** environ;

namespace ocelli::dist {
namespace {

constexpr std::chrono::milliseconds kPause{50};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> environment_of(int rank, int count, std::uint16_t port) {
  std::vector<std::string> all = {"RANK=" + std::to_string(rank),
                                  "LOCAL_RANK=" + std::to_string(rank),
                                  "WORLD_SIZE=" + std::to_string(count),
                                  "LOCAL_WORLD_SIZE=" + std::to_string(count),
                                  "MASTER_ADDR=127.0.0.1",
                                  "MASTER_PORT=" + std::to_string(port)};
  for (char** variable = environ; *variable != nullptr; ++variable) all.emplace_back(*variable);
  return all;
}

volatile std::sig_atomic_t asked_to_end = 0;

void note_end(int) { asked_to_end = 1; }

int status_of(int raw) { return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw); }

class Children {
 public:
  void add(pid_t process) { running_.push_back(process); }

  void signal_all(int signal) const {
    for (const pid_t process : running_) ::kill(process, signal);
  }

  /// Takes those away that have ended; the first failure's status.
  void collect() {
    std::vector<pid_t> still;
    for (const pid_t process : running_) {
      int raw = 0;
      const pid_t ended = ::waitpid(process, &raw, WNOHANG);
      if (ended == 0 || (ended < 0 && errno == EINTR)) {
        still.push_back(process);
      } else if (failure_ == 0 && ended == process) {
        failure_ = status_of(raw);
      }
    }
    running_ = std::move(still);
  }

  [[nodiscard]] bool empty() const { return running_.empty(); }
  [[nodiscard]] int failure() const { return failure_; }

 private:
  std::vector<pid_t> running_;
  int failure_ = 0;
};

}  // namespace

Result<int> launch(const std::string& program, const std::vector<std::string>& arguments, int count,
                   int grace_seconds) {
  const std::uint16_t port = free_port();
  std::vector<std::string> line = {program};
  line.insert(line.end(), arguments.begin(), arguments.end());
  Children children;
  for (int rank = 0; rank < count; ++rank) {
    std::vector<std::string> environment = environment_of(rank, count, port);
    pid_t process = 0;
    const int failed = ::posix_spawn(&process, program.c_str(), nullptr, nullptr,
                                     pointers(line).data(), pointers(environment).data());
    if (failed != 0) {
      children.signal_all(SIGTERM);
      return Error{ErrorCode::kInvalidArgument, program + ": " + std::strerror(failed)};
    }
    children.add(process);
  }
  // A Ctrl-C is the children's to answer, by saving; this process waits for them. Another request to
  // end comes to this process alone, and is handed on.
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGTERM, note_end);
  std::optional<std::chrono::steady_clock::time_point> deadline;
  while (!children.empty()) {
    if (asked_to_end != 0) children.signal_all(SIGTERM);
    asked_to_end = 0;
    children.collect();
    if (children.failure() != 0 && !deadline) {
      deadline = std::chrono::steady_clock::now() + std::chrono::seconds(grace_seconds);
    }
    if (deadline && std::chrono::steady_clock::now() > *deadline) children.signal_all(SIGKILL);
    std::this_thread::sleep_for(kPause);
  }
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  return children.failure();
}

}  // namespace ocelli::dist
