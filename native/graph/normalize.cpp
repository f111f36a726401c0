#include "graph/normalize.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "graph/normalize_passes.h"

namespace ocelli::graph {
namespace {

// Files before IR version 4 list their initializers among the inputs.
void drop_initializers_from_inputs(onnx::Graph& graph) {
  std::unordered_set<std::string> constants;
  for (const onnx::TensorData& tensor : graph.initializers) constants.insert(tensor.name);
  std::erase_if(graph.inputs,
                [&](const onnx::ValueInfo& input) { return constants.contains(input.name); });
}

std::optional<Error> check_interface(const onnx::Graph& graph) {
  if (graph.inputs.size() != 1) {
    return Error{ErrorCode::kInvalidModel,
                 "graph inputs: expected one, came " + std::to_string(graph.inputs.size())};
  }
  if (graph.outputs.empty()) {
    return Error{ErrorCode::kInvalidModel, "graph outputs: expected at least one, came none"};
  }
  const onnx::DataType type = graph.inputs[0].type;
  if (type != onnx::DataType::kFloat && type != onnx::DataType::kFloat16) {
    return Error{ErrorCode::kInvalidModel, "graph input '" + graph.inputs[0].name +
                                               "': expected float32, came type " +
                                               std::to_string(static_cast<int>(type))};
  }
  return std::nullopt;
}

}  // namespace

Result<Normalized> normalize(onnx::Model model) {
  onnx::Graph& graph = model.graph;
  drop_initializers_from_inputs(graph);
  if (auto error = check_interface(graph)) return *std::move(error);
  if (auto error = take_constants(graph)) return *std::move(error);
  resolve_identities(graph);
  if (auto error = unpack_stored(graph)) return *std::move(error);
  strip_training_leftovers(graph);
  separate_merged(graph);
  const std::optional<std::int64_t> fixed_batch = open_batch(graph);
  return Normalized{std::move(model), fixed_batch};
}

}  // namespace ocelli::graph
