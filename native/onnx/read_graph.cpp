#include "onnx/read_graph.h"

#include <set>

#include "onnx/fields.h"
#include "onnx/read_attribute.h"
#include "onnx/read_tensor.h"
#include "onnx/read_value_info.h"
#include "onnx/wire.h"

namespace ocelli::onnx {
namespace {

constexpr std::string_view kOnnxDomain = "ai.onnx";

// Where a failure is: the messages inside a node do not know which one it is.
std::string place(const Node& node) {
  return "node " + quoted(node.name) + " (" + (node.op_type.empty() ? "?" : node.op_type) + "): ";
}

void check_node(const Node& node) {
  if (node.op_type.empty())
    throw InvalidModel("node " + quoted(node.name) + ": it has no operator");
  std::set<std::string_view> names;
  for (const Attribute& attribute : node.attributes) {
    if (!names.insert(attribute.name).second) {
      throw InvalidModel(place(node) + "attribute " + quoted(attribute.name) + " stands twice");
    }
  }
}

Node read_node(std::string_view message) {
  Node node;
  std::vector<std::string_view> attributes;
  std::uint32_t seen = 0;
  FieldReader reader(message, "node");
  while (reader.next()) {
    switch (reader.number()) {
      case fields::node::kInput: node.inputs.push_back(reader.string()); break;
      case fields::node::kOutput: node.outputs.push_back(reader.string()); break;
      case fields::node::kAttribute: attributes.push_back(reader.bytes()); break;
      case fields::node::kName:
        reader.once(seen);
        node.name = reader.string();
        break;
      case fields::node::kOpType:
        reader.once(seen);
        node.op_type = reader.string();
        break;
      case fields::node::kDomain:
        reader.once(seen);
        node.domain = reader.string();
        break;
      default: reader.keep(node.unknown);
    }
  }
  if (node.domain == kOnnxDomain) node.domain.clear();
  try {
    for (const std::string_view one : attributes) node.attributes.push_back(read_attribute(one));
  } catch (const InvalidModel& error) {
    throw InvalidModel(place(node) + error.what());
  }
  check_node(node);
  return node;
}

}  // namespace

void read_graph(std::string_view message, Graph& graph) {
  FieldReader reader(message, "graph");
  while (reader.next()) {
    switch (reader.number()) {
      case fields::graph::kNode: graph.nodes.push_back(read_node(reader.bytes())); break;
      case fields::graph::kName: graph.name = reader.string(); break;
      case fields::graph::kInitializer:
        graph.initializers.push_back(read_tensor(reader.bytes()));
        break;
      case fields::graph::kInput: graph.inputs.push_back(read_value_info(reader.bytes())); break;
      case fields::graph::kOutput: graph.outputs.push_back(read_value_info(reader.bytes())); break;
      case fields::graph::kValueInfo:
        graph.value_info.push_back(read_value_info(reader.bytes()));
        break;
      case fields::graph::kSparseInitializer:
        throw InvalidModel("sparse tensors are not supported, expected dense initializers");
      default: reader.keep(graph.unknown);
    }
  }
}

}  // namespace ocelli::onnx
