#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/shapes/shapes.h"
#include "onnx/model.h"

namespace ocelli::graph {

/// What a network is made of and what it costs.
struct Summary {
  /// Operators and how often each occurs, the commonest first; names of other domains stand with
  /// them, as `com.microsoft.FusedConv`.
  std::vector<std::pair<std::string, std::int64_t>> operators;
  /// Elements of weights, biases and the like that a node reads, however they are stored; without
  /// running statistics, scales of int8 weights and constants of one element.
  std::int64_t parameters = 0;
  /// Bytes of initializers by the type that they are stored in, as `float32`.
  std::map<std::string, std::int64_t> weight_bytes;
  /// Multiplications with an addition, of one photograph, in convolutions and matrix products.
  /// Nothing where the input's size is open, or no such layer's shape can be told.
  std::optional<std::int64_t> multiply_adds;
  /// Convolutions and products whose shape could not be told: `multiply_adds` leaves them out.
  std::int64_t uncounted = 0;
};

/// `input_dims`: of the input, batch 1; nothing where its size is open.
Summary summarize(const onnx::Graph& graph, const std::optional<Dims>& input_dims);

/// The graph's inputs that are no initializers.
std::vector<const onnx::ValueInfo*> real_inputs(const onnx::Graph& graph);

/// The input's dims with batch 1, and a photograph of height × width where the file leaves these
/// open; nothing where that does not tell them all.
std::optional<Dims> input_dims(const onnx::ValueInfo& input, std::optional<std::int64_t> height,
                               std::optional<std::int64_t> width, bool channels_first);

/// The type's usual name, as `float32`; `type 17` for one that is not known.
std::string type_name(onnx::DataType type);

}  // namespace ocelli::graph
