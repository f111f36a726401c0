#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/model_card.h"
#include "result.h"

namespace ocelli {

/// What the card reader needs of an ONNX file (ModelProto of onnx.proto3).
struct OnnxParts {
  /// `metadata_props` whose keys begin with `ocelli.`, in the file's order.
  std::vector<CardEntry> card_entries;
  /// The serialised GraphProto: a view into the file. A file with several holds pieces of one.
  std::vector<std::span<const std::uint8_t>> graph;
};

/// A graph output's name, and the length of its last dimension where the graph states it.
struct GraphOutput {
  std::string name;
  std::optional<std::int64_t> width;
};

/// Walks the file's outermost message only; the graph is stepped over by its length.
/// `kEmptyInput`: no bytes. `kInvalidModel`: not an ONNX file, or one cut short.
Result<OnnxParts> split_onnx(std::span<const std::uint8_t> onnx);

/// The graph's outputs, in its order; initializers are stepped over by their lengths.
/// `kInvalidModel`: the graph is damaged.
Result<std::vector<GraphOutput>> read_graph_outputs(const OnnxParts& parts);

}  // namespace ocelli
