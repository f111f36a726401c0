#include "graph/head.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

namespace ocelli::graph {
namespace {

using onnx::Graph;
using onnx::Node;
using onnx::TensorData;

constexpr std::array<std::string_view, 12> kKeepsClasses = {
    "Flatten", "Reshape",    "Squeeze", "GlobalAveragePool", "ReduceMean", "Identity", "Softmax",
    "Sigmoid", "LogSoftmax", "Relu",    "Dropout",           "AveragePool"};

bool keeps_classes(const Node& node) {
  return std::find(kKeepsClasses.begin(), kKeepsClasses.end(), node.op_type) != kKeepsClasses.end();
}

std::optional<std::size_t> writer_of(const Graph& graph, const std::string& tensor) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const auto& outputs = graph.nodes[i].outputs;
    if (std::find(outputs.begin(), outputs.end(), tensor) != outputs.end()) return i;
  }
  return std::nullopt;
}

const TensorData* constant(const Graph& graph, const std::string& name) {
  for (const TensorData& one : graph.initializers) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

std::int64_t integer(const Node& node, std::string_view name, std::int64_t fallback) {
  const onnx::Attribute* found = node.find(name);
  const auto* value = found != nullptr ? std::get_if<std::int64_t>(&found->value) : nullptr;
  return value != nullptr ? *value : fallback;
}

Error no_head(const std::string& what) {
  return {ErrorCode::kInvalidModel,
          "model: expected a last layer (Gemm, MatMul or Conv) with constant weights, got " + what};
}

std::string described(const Node& node) { return node.op_type + " \"" + node.name + "\""; }

Result<Head> head_of(const Graph& graph, std::size_t index) {
  const Node& node = graph.nodes[index];
  const TensorData* weight = node.inputs.size() > 1 ? constant(graph, node.inputs[1]) : nullptr;
  if (weight == nullptr || weight->type != onnx::DataType::kFloat || weight->dims.size() < 2) {
    return no_head(described(node) + " without float weights");
  }
  Head head{index, weight->name, "", true, 0, 0};
  if (node.inputs.size() > 2) head.bias = node.inputs[2];
  if (!head.bias.empty() && constant(graph, head.bias) == nullptr) {
    return no_head(described(node) + " without a constant bias");
  }
  const bool pointwise = weight->dims.size() == 2 ||
                         (weight->dims.size() == 4 && weight->dims[2] == 1 && weight->dims[3] == 1);
  if (!pointwise || (node.op_type == "Conv" && integer(node, "group", 1) != 1)) {
    return no_head(described(node) + ", which looks at neighbours");
  }
  head.classes_first = node.op_type == "Conv" || integer(node, "transB", 0) != 0;
  head.classes = weight->dims[head.classes_first ? 0 : 1];
  head.features = weight->dims[head.classes_first ? 1 : 0];
  return head;
}

// The constant added to a MatMul's output: where its bias stands.
std::optional<std::string> added_constant(const Graph& graph, const Node& add) {
  for (const std::string& input : add.inputs) {
    const TensorData* found = constant(graph, input);
    if (found != nullptr && found->dims.size() == 1) return input;
  }
  return std::nullopt;
}

bool is_shared(const Graph& graph, const std::string& name) {
  std::size_t uses = 0;
  for (const Node& node : graph.nodes) {
    uses += static_cast<std::size_t>(std::count(node.inputs.begin(), node.inputs.end(), name));
  }
  return uses > 1;
}

std::vector<std::uint8_t> draw(std::int64_t count, float bound, std::mt19937_64& random) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count) * sizeof(float));
  for (std::int64_t i = 0; i < count; ++i) {
    // The upper 24 bits as a number from 0 to 1: the same on every platform.
    const float unit = static_cast<float>(random() >> 40U) * 0x1p-24F;
    const float value = (2 * unit - 1) * bound;
    std::memcpy(bytes.data() + static_cast<std::size_t>(i) * sizeof(float), &value, sizeof(float));
  }
  return bytes;
}

// The rows (or, where classes come last, the columns) of a head's weight at `places`.
std::vector<std::uint8_t> picked(const TensorData& weight, const Head& head,
                                 const std::vector<std::int64_t>& places) {
  std::vector<std::uint8_t> bytes(places.size() * static_cast<std::size_t>(head.features) *
                                  sizeof(float));
  std::uint8_t* to = bytes.data();
  const auto copy = [&](std::int64_t feature, std::int64_t place) {
    const std::int64_t at =
        head.classes_first ? place * head.features + feature : feature * head.classes + place;
    std::memcpy(to, weight.bytes.data() + static_cast<std::size_t>(at) * sizeof(float),
                sizeof(float));
    to += sizeof(float);
  };
  if (head.classes_first) {
    for (const std::int64_t place : places) {
      for (std::int64_t feature = 0; feature < head.features; ++feature) copy(feature, place);
    }
  } else {
    for (std::int64_t feature = 0; feature < head.features; ++feature) {
      for (const std::int64_t place : places) copy(feature, place);
    }
  }
  return bytes;
}

// Replaces the initializer, or, where others use it too, adds one for this use alone.
void put(Graph& graph, TensorData tensor) {
  const std::string old = tensor.name;
  if (!is_shared(graph, old)) {
    std::erase_if(graph.initializers, [&](const TensorData& one) { return one.name == old; });
    graph.initializers.push_back(std::move(tensor));
    return;
  }
  tensor.name = old + ".head";
  for (auto node = graph.nodes.rbegin(); node != graph.nodes.rend(); ++node) {
    const auto use = std::find(node->inputs.begin(), node->inputs.end(), old);
    if (use == node->inputs.end()) continue;
    *use = tensor.name;
    break;
  }
  graph.initializers.push_back(std::move(tensor));
}

void forget_shapes_from(Graph& graph, std::size_t first_node) {
  for (std::size_t i = first_node; i < graph.nodes.size(); ++i) {
    for (const std::string& name : graph.nodes[i].outputs) {
      std::erase_if(graph.value_info, [&](const onnx::ValueInfo& one) { return one.name == name; });
    }
  }
}

}  // namespace

Result<Head> find_head(const Graph& graph) {
  if (graph.outputs.empty()) return no_head("a graph without outputs");
  std::string tensor = graph.outputs[0].name;
  std::optional<std::string> bias;
  for (std::size_t step = 0; step <= graph.nodes.size(); ++step) {
    const auto index = writer_of(graph, tensor);
    if (!index) return no_head("\"" + tensor + "\", which no node writes");
    const Node& node = graph.nodes[*index];
    if (node.op_type == "Gemm" || node.op_type == "MatMul" || node.op_type == "Conv") {
      Result<Head> head = head_of(graph, *index);
      if (head && bias) head.value().bias = *bias;
      return head;
    }
    if (node.op_type == "Add" && !bias) {
      bias = added_constant(graph, node);
      if (!bias) return no_head(described(node));
      tensor = node.inputs[node.inputs[0] == *bias ? 1 : 0];
    } else if (keeps_classes(node) && !node.inputs.empty()) {
      tensor = node.inputs[0];
    } else {
      return no_head(described(node));
    }
  }
  return no_head("a cycle");
}

Result<onnx::Model> replace_head(onnx::Model model, std::int64_t classes, std::uint64_t seed) {
  if (classes < 1) {
    return Error{ErrorCode::kInvalidArgument,
                 "classes: expected at least 1, got " + std::to_string(classes)};
  }
  const Result<Head> found = find_head(model.graph);
  if (!found) return found.error();
  const Head& head = found.value();
  std::mt19937_64 random(seed);
  const float bound = 1 / std::sqrt(static_cast<float>(head.features));
  TensorData weight = *constant(model.graph, head.weight);
  weight.dims[head.classes_first ? 0 : 1] = classes;
  weight.bytes = draw(classes * head.features, bound, random);
  put(model.graph, std::move(weight));
  if (!head.bias.empty()) {
    TensorData bias = *constant(model.graph, head.bias);
    bias.dims = {classes};
    bias.bytes = draw(classes, bound, random);
    put(model.graph, std::move(bias));
  }
  forget_shapes_from(model.graph, head.node);
  auto& shape = model.graph.outputs[0].shape;
  if (shape && !shape->empty()) shape->back() = {classes, ""};
  return model;
}

Result<onnx::Model> keep_classes(onnx::Model model, const std::vector<std::int64_t>& places) {
  const Result<Head> found = find_head(model.graph);
  if (!found) return found.error();
  const Head& head = found.value();
  for (const std::int64_t place : places) {
    if (place >= 0 && place < head.classes) continue;
    return Error{ErrorCode::kInvalidArgument, "classes: expected places from 0 to " +
                                                  std::to_string(head.classes - 1) + ", got " +
                                                  std::to_string(place)};
  }
  const auto count = static_cast<std::int64_t>(places.size());
  TensorData weight = *constant(model.graph, head.weight);
  weight.bytes = picked(weight, head, places);
  weight.dims[head.classes_first ? 0 : 1] = count;
  put(model.graph, std::move(weight));
  if (!head.bias.empty()) {
    TensorData bias = *constant(model.graph, head.bias);
    bias.bytes = picked(bias, {0, "", "", true, 1, head.classes}, places);
    bias.dims = {count};
    put(model.graph, std::move(bias));
  }
  forget_shapes_from(model.graph, head.node);
  auto& shape = model.graph.outputs[0].shape;
  if (shape && !shape->empty()) shape->back() = {count, ""};
  return model;
}

Result<onnx::Model> add_dropout(onnx::Model model, float ratio) {
  const Result<Head> head = find_head(model.graph);
  if (!head) return head.error();
  Graph& graph = model.graph;
  Node& last = graph.nodes[head.value().node];
  TensorData share{
      "ocelli.dropout.ratio", onnx::DataType::kFloat, {}, std::vector<std::uint8_t>(4), {}, {}};
  std::memcpy(share.bytes.data(), &ratio, sizeof(ratio));
  Node dropout;
  dropout.op_type = "Dropout";
  dropout.name = "ocelli.dropout";
  dropout.inputs = {last.inputs[0]};
  if (model.opset() >= 12) {
    dropout.inputs.push_back(share.name);
    graph.initializers.push_back(std::move(share));
  } else {
    dropout.attributes.push_back({"ratio", ratio});
  }
  dropout.outputs = {"ocelli.dropout.output"};
  last.inputs[0] = dropout.outputs[0];
  graph.nodes.insert(graph.nodes.begin() + static_cast<std::ptrdiff_t>(head.value().node),
                     std::move(dropout));
  return model;
}

void set_input_size(Graph& graph, std::int64_t height, std::int64_t width, bool channels_last) {
  for (onnx::ValueInfo& input : graph.inputs) {
    if (constant(graph, input.name) != nullptr || !input.shape || input.shape->size() != 4)
      continue;
    const std::size_t first = channels_last ? 1 : 2;
    onnx::Dimension& rows = (*input.shape)[first];
    onnx::Dimension& columns = (*input.shape)[first + 1];
    if (rows.value == height && columns.value == width) continue;
    rows = height > 0 ? onnx::Dimension{height, ""} : onnx::Dimension{std::nullopt, "height"};
    columns = width > 0 ? onnx::Dimension{width, ""} : onnx::Dimension{std::nullopt, "width"};
    graph.value_info.clear();
  }
}

std::string strip_activation(Graph& graph) {
  if (graph.outputs.empty()) return {};
  const std::string output = graph.outputs[0].name;
  const auto index = writer_of(graph, output);
  if (!index) return {};
  Node& last = graph.nodes[*index];
  const bool softmax = last.op_type == "Softmax";
  if ((!softmax && last.op_type != "Sigmoid") || last.inputs.size() != 1) return {};
  const auto before = writer_of(graph, last.inputs[0]);
  if (!before || is_shared(graph, last.inputs[0])) return {};
  auto& outputs = graph.nodes[*before].outputs;
  std::replace(outputs.begin(), outputs.end(), std::string(last.inputs[0]), output);
  graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(*index));
  return softmax ? "softmax" : "sigmoid";
}

}  // namespace ocelli::graph
