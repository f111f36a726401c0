#pragma once

#include <ATen/ATen.h>

#include "dist/process_group.h"
#include "exec/network.h"
#include "result.h"
#include "train/loader/loader.h"
#include "train/metrics/metrics.h"
#include "train/progress.h"

namespace ocelli::train {

/// The network's first output for every photograph of the loader, in its order, with their labels.
/// A single column (a binary network's) is answered as two: its negative as 0.
/// Fails where the network does, or where `progress` (batches) stops it.
Result<Predictions> predict(exec::Network& network, Loader& loader, at::Device device,
                            bool multi_label, const Progress& progress = {});

/// The ranks' predictions together, in the loader's order: `mine` are those of its share.
Result<Predictions> gather_predictions(Predictions mine, const Loader& loader,
                                       dist::ProcessGroup& ranks, at::Device device);

}  // namespace ocelli::train
