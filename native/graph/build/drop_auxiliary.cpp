#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "graph/build/architecture.h"

namespace ocelli::graph {
namespace {

constexpr const char* kAuxiliary = "ocelli.train.auxiliary";
constexpr const char* kFrozen = "ocelli.train.frozen";

std::string* entry(onnx::Model& model, const std::string& key) {
  for (auto& [name, value] : model.metadata_props) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::vector<std::string> lines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> found;
  for (std::string line; std::getline(stream, line);) found.push_back(line);
  return found;
}

// Keeps the nodes that the outputs need, and gives every name that is read or written then.
std::set<std::string> keep_needed(onnx::Graph& graph) {
  std::set<std::string> needed;
  for (const onnx::ValueInfo& output : graph.outputs) needed.insert(output.name);
  std::vector<onnx::Node> kept;
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    const bool wanted = std::any_of(node->outputs.begin(), node->outputs.end(),
                                    [&](const std::string& name) { return needed.contains(name); });
    if (!wanted) continue;
    needed.insert(node->inputs.begin(), node->inputs.end());
    kept.push_back(std::move(*node));
  }
  std::reverse(kept.begin(), kept.end());
  graph.nodes = std::move(kept);
  return needed;
}

void forget_frozen(onnx::Model& model, const std::set<std::string>& needed) {
  std::string* frozen = entry(model, kFrozen);
  if (frozen == nullptr) return;
  std::string rest;
  for (const std::string& name : lines(*frozen)) {
    if (needed.contains(name)) rest += (rest.empty() ? "" : "\n") + name;
  }
  *frozen = rest;
  std::erase_if(model.metadata_props,
                [](const auto& one) { return one.first == kFrozen && one.second.empty(); });
}

}  // namespace

onnx::Model drop_auxiliary(onnx::Model model) {
  const std::string* outputs = entry(model, kAuxiliary);
  if (outputs == nullptr) return model;
  std::set<std::string> dropped;
  for (const std::string& line : lines(*outputs)) dropped.insert(line.substr(0, line.find(' ')));
  const auto is_dropped = [&](const onnx::ValueInfo& one) { return dropped.contains(one.name); };
  std::erase_if(model.graph.outputs, is_dropped);
  const std::set<std::string> needed = keep_needed(model.graph);
  const auto is_unused = [&](const auto& one) { return !needed.contains(one.name); };
  std::erase_if(model.graph.initializers, is_unused);
  std::erase_if(model.graph.value_info, is_unused);
  forget_frozen(model, needed);
  std::erase_if(model.metadata_props, [](const auto& one) { return one.first == kAuxiliary; });
  return model;
}

}  // namespace ocelli::graph
