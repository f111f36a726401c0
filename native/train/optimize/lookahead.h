#pragma once

#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

namespace ocelli::train {

/// Lookahead (Zhang et al., 2019): slow weights follow the learning ones, which every few updates go on
/// from there. The slow ones keep more of themselves as the run proceeds: nothing at first, `final_keep`
/// at the end, by the cube of the part done.
struct LookaheadSpec {
  int every = 0;             ///< updates; 0: off
  double final_keep = 0.77;  ///< 0 to 1
};

class Lookahead {
 public:
  /// `values` are those that learn, and running statistics.
  Lookahead(const LookaheadSpec& spec, std::vector<at::Tensor> values);

  /// After an update. `part`: of the run that is done, 0 to 1. `meet`: bring both together, whenever
  /// the last time was.
  void update(std::int64_t step, double part, bool meet);

  [[nodiscard]] const std::vector<at::Tensor>& slow() const { return slow_; }

 private:
  LookaheadSpec spec_;
  std::vector<at::Tensor> values_;
  std::vector<at::Tensor> slow_;
};

}  // namespace ocelli::train
