#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "onnx/model.h"
#include "result.h"

namespace ocelli::train {

/// A convolution or a product with a constant matrix, whose weight can be rounded on its inputs.
struct RoundedLayer {
  std::string weight;  ///< name of the initializer
  std::string input;   ///< name of the value that is multiplied with it
  std::string bias;    ///< name of an initializer that only this layer adds; empty: none
  bool convolution = false;
  bool outputs_last = false;  ///< the weight is d × outputs, not outputs × d
  std::int64_t groups = 1;
  std::int64_t outputs = 0;  ///< of all groups together
  std::int64_t size = 0;     ///< d: weights that one output sums over
  // Of a convolution; height before width.
  std::array<std::int64_t, 2> kernel = {1, 1};
  std::array<std::int64_t, 2> strides = {1, 1};
  std::array<std::int64_t, 2> dilations = {1, 1};
  std::array<std::int64_t, 4> pads = {0, 0, 0, 0};  ///< top, left, bottom, right
  std::string auto_pad;
};

/// The layers of a plain graph (weights float32, two-dimensional convolutions) in their order. Layers
/// that share a weight, and those that sum over too much for a covariance in memory, are left out.
std::vector<RoundedLayer> rounded_layers(const onnx::Graph& graph);

/// What a layer gets to see.
struct InputMoments {
  at::Tensor mean;        ///< groups × d, float64
  at::Tensor covariance;  ///< groups × d × d, float64
};

/// Runs the network on batches of photographs and gathers, for each layer, the moments of its inputs
/// at some places of each photograph. Fails as compiling and running the network do.
Result<std::vector<InputMoments>> input_moments(const onnx::Model& model,
                                                const std::vector<RoundedLayer>& layers,
                                                const std::vector<at::Tensor>& photos);

}  // namespace ocelli::train
