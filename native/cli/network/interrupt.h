#pragma once

namespace ocelli {

/// While it lives, the first Ctrl-C (or SIGTERM) only sets a flag, so that work can be saved; a second
/// ends the program as usual.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  [[nodiscard]] static bool interrupted();
};

}  // namespace ocelli
