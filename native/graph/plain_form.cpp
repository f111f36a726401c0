#include "graph/plain_form.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "graph/browser.h"
#include "graph/fold_batch_norm.h"
#include "graph/normalize_passes.h"

namespace ocelli::graph {
namespace {

// Before this version of the format, initializers had to be listed as inputs of the graph.
constexpr std::int64_t kFreeInitializers = 4;

void unlist_initializers(onnx::Model& model) {
  std::unordered_set<std::string_view> constants;
  for (const onnx::TensorData& tensor : model.graph.initializers) constants.insert(tensor.name);
  std::erase_if(model.graph.inputs,
                [&](const onnx::ValueInfo& input) { return constants.contains(input.name); });
  model.ir_version = std::max(model.ir_version, kFreeInitializers);
}

// Shapes of values that are no longer there.
void drop_stale_value_info(onnx::Graph& graph) {
  std::unordered_set<std::string_view> written;
  for (const onnx::Node& node : graph.nodes)
    written.insert(node.outputs.begin(), node.outputs.end());
  std::erase_if(graph.value_info,
                [&](const onnx::ValueInfo& value) { return !written.contains(value.name); });
}

}  // namespace

Result<PlainForm> plain_form(onnx::Model model) {
  onnx::Graph& graph = model.graph;
  unlist_initializers(model);
  if (auto error = take_constants(graph)) return *std::move(error);
  resolve_identities(graph);
  if (auto error = unpack_stored(graph)) return *std::move(error);
  const bool was_training = in_training_mode(graph);
  strip_training_leftovers(graph);
  const int folded = fold_batch_norms(graph);
  drop_unused_initializers(graph);
  drop_stale_value_info(graph);
  return PlainForm{std::move(model), folded, was_training};
}

}  // namespace ocelli::graph
