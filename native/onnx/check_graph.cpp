#include "onnx/check_graph.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <queue>
#include <unordered_map>

#include "onnx/wire.h"

namespace ocelli::onnx {
namespace {

constexpr std::size_t kNoNode = static_cast<std::size_t>(-1);

// Which node writes a name; kNoNode for inputs and initializers.
using Writers = std::unordered_map<std::string_view, std::size_t>;

std::string place(const Node& node) {
  return "node " + quoted(node.name) + " (" + quoted(node.op_type) + ")";
}

Writers writers_of(const Graph& graph) {
  Writers writers;
  for (const ValueInfo& input : graph.inputs) {
    if (input.name.empty()) throw InvalidModel("an input of the graph has no name");
    if (!writers.emplace(input.name, kNoNode).second) {
      throw InvalidModel("input " + quoted(input.name) + " stands twice");
    }
  }
  std::unordered_map<std::string_view, bool> initializers;
  for (const TensorData& tensor : graph.initializers) {
    if (tensor.name.empty()) throw InvalidModel("an initializer has no name");
    if (!initializers.emplace(tensor.name, true).second) {
      throw InvalidModel("initializer " + quoted(tensor.name) + " stands twice");
    }
    writers.emplace(tensor.name, kNoNode);
  }
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const std::string& name : graph.nodes[i].outputs) {
      if (name.empty() || writers.emplace(name, i).second) continue;
      throw InvalidModel(place(graph.nodes[i]) + ": it writes " + quoted(name) +
                         ", which is written already");
    }
  }
  return writers;
}

// Kahn's algorithm; of the nodes that are ready, the one that came first in the file comes first.
std::vector<std::size_t> topological_order(const std::vector<std::vector<std::size_t>>& readers,
                                           std::vector<std::size_t> waits_for) {
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < waits_for.size(); ++i) {
    if (waits_for[i] == 0) ready.push(i);
  }
  std::vector<std::size_t> order;
  while (!ready.empty()) {
    const std::size_t node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const std::size_t reader : readers[node]) {
      if (--waits_for[reader] == 0) ready.push(reader);
    }
  }
  return order;
}

void sort_nodes(Graph& graph, const std::vector<std::vector<std::size_t>>& readers,
                const std::vector<std::size_t>& waits_for) {
  const std::vector<std::size_t> order = topological_order(readers, waits_for);
  if (order.size() < graph.nodes.size()) {
    std::vector<bool> sorted(graph.nodes.size());
    for (const std::size_t i : order) sorted[i] = true;
    const auto first = std::find(sorted.begin(), sorted.end(), false) - sorted.begin();
    throw InvalidModel(place(graph.nodes[static_cast<std::size_t>(first)]) +
                       ": it is part of a cycle, or reads from one");
  }
  if (has_subgraphs(graph)) {
    // What a subgraph reads from outside is not known, so no order can be promised.
    throw InvalidModel(
        "the nodes are out of order, and some hold subgraphs, expected each node after those it "
        "reads from");
  }
  std::vector<Node> nodes;
  nodes.reserve(order.size());
  for (const std::size_t i : order) nodes.push_back(std::move(graph.nodes[i]));
  graph.nodes = std::move(nodes);
}

}  // namespace

void check_graph(Graph& graph) {
  const Writers writers = writers_of(graph);
  std::vector<std::vector<std::size_t>> readers(graph.nodes.size());
  std::vector<std::size_t> waits_for(graph.nodes.size());
  bool in_order = true;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const std::string& name : graph.nodes[i].inputs) {
      if (name.empty()) continue;
      const auto writer = writers.find(name);
      if (writer == writers.end()) {
        throw InvalidModel(place(graph.nodes[i]) + ": it reads " + quoted(name) +
                           ", which nothing writes");
      }
      if (writer->second == kNoNode) continue;
      readers[writer->second].push_back(i);
      ++waits_for[i];
      in_order = in_order && writer->second < i;
    }
  }
  for (const ValueInfo& output : graph.outputs) {
    if (writers.contains(output.name)) continue;
    throw InvalidModel("output " + quoted(output.name) + " of the graph: nothing writes it");
  }
  if (!in_order) sort_nodes(graph, readers, waits_for);
}

}  // namespace ocelli::onnx
