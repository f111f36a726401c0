#pragma once

#include <optional>
#include <string>

#include "result.h"
#include "train/run/trainer.h"

namespace ocelli {

/// What a run of training shows and keeps of its course: a bar a batch, a line an epoch, `log.csv` and
/// TensorBoard's event file in its folder.
class TrainProgress {
 public:
  TrainProgress(std::string folder, int epochs, bool multi_label, bool json, bool resumed);
  ~TrainProgress();

  std::optional<Error> open();
  /// Refers to this object. Its `on_batch` stops the run after Ctrl-C.
  train::TrainListener listener();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ocelli
