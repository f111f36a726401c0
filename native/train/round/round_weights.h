#pragma once

#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "graph/int8_weight.h"
#include "onnx/model.h"
#include "result.h"

namespace ocelli::train {

/// A layer's weight as int8, and its bias once that makes up for what the mean output lost.
struct RoundedWeight {
  std::string weight;  ///< name of the initializer
  graph::Int8Weight values;
  std::string bias;  ///< name of the initializer; empty: the layer has none of its own
  std::vector<float> bias_values;
};

/// Rounds the weights of a plain network's layers so that each layer's output on photographs changes
/// least. `photos`: batches as the network takes them. Fails as running the network does.
Result<std::vector<RoundedWeight>> round_weights(const onnx::Model& plain,
                                                 const std::vector<at::Tensor>& photos);

}  // namespace ocelli::train
