#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "dist/world.h"
#include "result.h"

namespace ocelli::dist {

/// The processes of a run, which compute on their own and add up what they found: over c10d, by Gloo
/// on CPUs and NCCL on GPUs. Every rank makes the same calls in the same order. A rank that dies or
/// hangs ends the others' calls with an error, at the latest after the time that `join` was given.
class ProcessGroup {
 public:
  /// A sum that is under way.
  class Pending {
   public:
    /// Waits for its end. Throws c10::Error where a rank was lost.
    void wait();

   private:
    friend class ProcessGroup;
    struct State;
    std::shared_ptr<State> state_;
  };

  /// Meets the others. kInvalidArgument where they do not come within ten minutes, and where this
  /// build lacks what the device needs.
  static Result<ProcessGroup> join(const World& world, at::Device device,
                                   std::chrono::seconds patience);

  ProcessGroup(ProcessGroup&&) noexcept;
  ProcessGroup& operator=(ProcessGroup&&) noexcept;
  ~ProcessGroup();

  [[nodiscard]] int rank() const;
  [[nodiscard]] int size() const;

  /// Begins to replace a tensor, dense and on the group's device, by its sum over the ranks. It must
  /// not be touched before `Pending::wait`.
  Pending begin_sum(at::Tensor tensor);

  /// Replaces it by its sum.
  std::optional<Error> sum(at::Tensor tensor);

  /// Replaces it by rank 0's.
  std::optional<Error> broadcast(at::Tensor tensor);

  /// Waits until all are here, for longer than `join` allows for other calls.
  std::optional<Error> meet(std::chrono::seconds patience);

  /// The same sum as a function that autograd knows: its gradient is the sum of the ranks' gradients.
  /// Throws c10::Error.
  at::Tensor differentiable_sum(const at::Tensor& tensor);

  /// What a lost rank means for the one who waits.
  [[nodiscard]] Error lost(const std::string& what) const;

 private:
  class Impl;
  explicit ProcessGroup(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ocelli::dist
