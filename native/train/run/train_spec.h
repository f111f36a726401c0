#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "dist/process_group.h"
#include "train/optimize/lookahead.h"
#include "train/optimize/loss.h"
#include "train/optimize/optimizer.h"
#include "train/optimize/parameter_groups.h"
#include "train/optimize/schedule.h"
#include "train/run/resident_pixels.h"
#include "train/run/teacher.h"

namespace ocelli::train {

/// A further output of the network that learns the same labels, and the weight of its loss.
struct AuxiliaryOutput {
  std::size_t output = 1;  ///< place among the graph's outputs
  double weight = 0.3;
};

/// How a network learns; the data, and how they are varied, are the loader's.
struct TrainSpec {
  int epochs = 8;
  double learning_rate = 1e-3;  ///< of the head, at its peak
  OptimizerSpec optimizer;
  GroupSpec groups;
  ScheduleSpec schedule;
  LossSpec loss;
  std::vector<AuxiliaryOutput> auxiliary;
  double clip_norm = 0;  ///< most that the joint norm of the gradients may be; 0: no limit
  int accumulate = 1;    ///< batches whose gradients are added up before an update
  LookaheadSpec lookahead;
  double ema_decay = 0;        ///< of the averaged weights that are evaluated and kept; 0: none
  int patience = 0;            ///< epochs without a better validation score before the end; 0: none
  bool bfloat16 = false;       ///< autocast of convolutions and matrix products
  Teacher* teacher = nullptr;  ///< null: none
  double teacher_weight = 0.5;     ///< of its part of the loss; the labels have the rest
  double teacher_temperature = 2;  ///< that softens both answers
  /// Pictures begin at that share of the input's sides, and grow evenly until two thirds of the run are
  /// done; 1: they are full from the first epoch on. The network must take any size.
  double first_size = 1;
  const ResidentPixels* resident = nullptr;  ///< of kPlaced batches; null: they carry their pixels
  std::uint64_t seed = 1;                    ///< of dropout
  dist::ProcessGroup* ranks = nullptr;       ///< that train together; null: one
};

}  // namespace ocelli::train
