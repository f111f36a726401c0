#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "graph/int8_weight.h"
#include "onnx/model.h"

namespace ocelli::graph {

enum class WeightStorage { kFloat32, kFloat16, kInt8 };

/// A float32 initializer that a convolution, Gemm or MatMul multiplies with.
struct LayerWeight {
  std::string name;
  std::size_t initializer = 0;  ///< index into the graph's initializers
  std::size_t node = 0;         ///< index of the first node that multiplies with it
  std::size_t axis = 0;         ///< the dim that counts output channels
  ChannelLayout layout;
};

/// The weights of a graph's layers, in the order in which the layers come.
std::vector<LayerWeight> layer_weights(const onnx::Graph& graph);

struct StoredWeights {
  int int8 = 0;
  int float16 = 0;
  int float32 = 0;  ///< weights that stay, because a smaller type cannot hold them
};

/// Stores layers' weights as float16 behind a Cast, or as int8 behind a Cast and a Mul with a scale an
/// output channel; ONNX Runtime computes both once, when it loads the model. Larger tensors that are
/// no layer's weight (position embeddings) are stored as float16 in either case; biases and the like
/// stay float32. Each value keeps its name, so that the readers stay as they are.
/// `rounded`: the int8 form of weights by name, where it was chosen; the others are rounded to the
/// nearest.
StoredWeights store_weights(onnx::Graph& graph, WeightStorage storage,
                            const std::unordered_map<std::string, Int8Weight>& rounded = {});

}  // namespace ocelli::graph
