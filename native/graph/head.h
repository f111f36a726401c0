#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "onnx/model.h"
#include "result.h"

namespace ocelli::graph {

/// The layer whose output elements are the classes: the last Gemm, MatMul or 1 × 1 convolution.
struct Head {
  std::size_t node = 0;  ///< index into the graph's nodes
  std::string weight;    ///< name of its initializer
  std::string bias;      ///< empty: none
  bool classes_first =
      true;  ///< whether the weight's first dimension counts classes, else its last
  std::int64_t features = 0;
  std::int64_t classes = 0;
};

/// Walks back from the first output over what keeps classes apart (reshaping, pooling, activations).
/// kInvalidModel where no such layer with constant weights is met; the message names the node.
Result<Head> find_head(const onnx::Graph& graph);

/// The same network with a head for `classes` classes, drawn from U(−1/√features, 1/√features) as
/// PyTorch's `Linear` is. Weights that other nodes share are left to them.
/// kInvalidModel as `find_head`; kInvalidArgument for fewer than one class.
Result<onnx::Model> replace_head(onnx::Model model, std::int64_t classes, std::uint64_t seed);

/// The same network with those of its classes alone that stand at `places`, in that order; their outputs
/// stay what they are. kInvalidModel as `find_head`; kInvalidArgument for places that are not there.
Result<onnx::Model> keep_classes(onnx::Model model, const std::vector<std::int64_t>& places);

/// Puts a Dropout before the head, so that training drops that share of the features; running the
/// network is not changed by it. kInvalidModel as `find_head`.
Result<onnx::Model> add_dropout(onnx::Model model, float ratio);

/// States another size of the pictures that the graph takes; what it computes is not looked at.
/// `channels_last`: the input is N × H × W × C. 0: any size.
void set_input_size(onnx::Graph& graph, std::int64_t height, std::int64_t width,
                    bool channels_last);

/// Takes a Softmax or Sigmoid off the graph's first output, so that it gives logits. Whether there
/// was one: "softmax", "sigmoid" or empty.
std::string strip_activation(onnx::Graph& graph);

}  // namespace ocelli::graph
