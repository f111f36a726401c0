#include "graph/browser.h"

#include <cstring>
#include <set>
#include <unordered_set>

#include "graph/summary.h"

namespace ocelli::graph {
namespace {

using Backend = BrowserFinding::Backend;
using Findings = std::vector<BrowserFinding>;
using Names = std::unordered_set<std::string>;

std::string place(const onnx::Node& node) {
  return (node.name.empty() && !node.outputs.empty() ? node.outputs[0] : node.name) + " (" +
         node.op_type + ")";
}

std::string listed(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void check_inputs(const onnx::Graph& graph, Findings& findings) {
  const std::vector<const onnx::ValueInfo*> inputs = real_inputs(graph);
  const auto add = [&](const std::string& message) {
    findings.push_back({Backend::kAny, true, message});
  };
  if (inputs.size() != 1) {
    return add("the network has " + std::to_string(inputs.size()) + " inputs; a photograph is one");
  }
  const onnx::ValueInfo& input = *inputs[0];
  if (input.type != onnx::DataType::kFloat) {
    add("input " + input.name + " is " + type_name(input.type) + "; photographs come as float32");
  }
  if (!input.shape) return;
  if (input.shape->size() != 4) {
    return add("input " + input.name + " has " + std::to_string(input.shape->size()) +
               " dimensions; a photograph has 4, with its batch");
  }
  const auto batch = input.shape->front().value;
  if (batch && *batch > 1) {
    add("the batch is fixed at " + std::to_string(*batch) + "; photographs come one at a time");
  }
}

void check_domains(const onnx::Graph& graph, Findings& findings) {
  std::set<std::string> strange;
  for (const onnx::Node& node : graph.nodes) {
    if (node.domain.empty() || node.domain == "com.microsoft" || node.domain == "ai.onnx.ml")
      continue;
    strange.insert(node.domain + '.' + node.op_type);
  }
  if (strange.empty()) return;
  findings.push_back(
      {Backend::kAny, true,
       "no operators of this domain, unless the file defines them itself: " + listed(strange)});
}

// Values that ONNX Runtime computes once, when it loads the model.
Names constants_of(const onnx::Graph& graph) {
  Names constants;
  for (const onnx::TensorData& tensor : graph.initializers) constants.insert(tensor.name);
  for (const onnx::Node& node : graph.nodes) {
    bool constant = true;
    for (const std::string& input : node.inputs) {
      constant = constant && (input.empty() || constants.contains(input));
    }
    if (!constant || node.op_type.starts_with("Random")) continue;
    constants.insert(node.outputs.begin(), node.outputs.end());
  }
  return constants;
}

bool is_constant(const onnx::Node& node, const Names& constants) {
  return !node.outputs.empty() && constants.contains(node.outputs[0]);
}

void check_webgpu(const onnx::Graph& graph, const Names& constants, Findings& findings) {
  // Taken out of the graph when it is loaded.
  const std::set<std::string> taken_out = {"Constant", "Dropout", "Identity"};
  std::set<std::string> missing;
  for (const onnx::Node& node : graph.nodes) {
    const std::string name = node.domain.empty() ? node.op_type : node.domain + '.' + node.op_type;
    if (is_constant(node, constants) || taken_out.contains(name) || webgpu_has(name)) continue;
    if (node.domain.empty() || node.domain == "com.microsoft") missing.insert(name);
  }
  if (missing.empty()) return;
  findings.push_back({Backend::kWebGpu, false,
                      "no GPU kernel, so that tensors go to the CPU and back: " + listed(missing)});
}

bool casts_to(const onnx::Node& node, onnx::DataType type) {
  const onnx::Attribute* to = node.op_type == "Cast" ? node.find("to") : nullptr;
  const auto* value = to == nullptr ? nullptr : std::get_if<std::int64_t>(&to->value);
  return value != nullptr && *value == static_cast<std::int64_t>(type);
}

// Whether the network computes in a type, other than by casting stored weights out of it.
bool computes_in(const onnx::Graph& graph, const Names& constants, onnx::DataType type) {
  Names stored;
  for (const onnx::TensorData& tensor : graph.initializers) {
    if (tensor.type == type) stored.insert(tensor.name);
  }
  for (const onnx::ValueInfo* input : real_inputs(graph)) {
    if (input->type == type) return true;
  }
  for (const onnx::Node& node : graph.nodes) {
    if (is_constant(node, constants)) continue;
    if (casts_to(node, type)) return true;
    for (const std::string& input : node.inputs) {
      if (stored.contains(input) && node.op_type != "Cast") return true;
    }
  }
  return false;
}

void check_types(const onnx::Graph& graph, const Names& constants, Findings& findings) {
  if (computes_in(graph, constants, onnx::DataType::kDouble)) {
    findings.push_back(
        {Backend::kAny, true,
         "it computes in float64, for which WebAssembly has no convolution or pooling "
         "and WebGPU no kernel at all"});
  }
  if (computes_in(graph, constants, onnx::DataType::kBfloat16)) {
    findings.push_back(
        {Backend::kAny, true, "it computes in bfloat16, for which no backend has kernels"});
  }
}

bool is_true(const onnx::Graph& graph, const std::string& name) {
  for (const onnx::TensorData& tensor : graph.initializers) {
    if (tensor.name != name || tensor.type != onnx::DataType::kBool) continue;
    return !tensor.bytes.empty() && tensor.bytes[0] != 0;
  }
  return false;
}

// The first node in training mode, or null.
const onnx::Node* training_node(const onnx::Graph& graph) {
  for (const onnx::Node& node : graph.nodes) {
    const onnx::Attribute* mode = node.find("training_mode");
    const auto* value = mode == nullptr ? nullptr : std::get_if<std::int64_t>(&mode->value);
    if (node.op_type == "BatchNormalization") {
      if (value != nullptr && *value != 0) return &node;
      // Before opset 14 further outputs, of the batch's statistics, said so.
      if (node.outputs.size() > 1) return &node;
    }
    if (node.op_type == "Dropout" && node.inputs.size() > 2 && is_true(graph, node.inputs[2])) {
      return &node;
    }
  }
  return nullptr;
}

void check_training(const onnx::Graph& graph, Findings& findings) {
  const onnx::Node* node = training_node(graph);
  if (node == nullptr) return;
  findings.push_back(
      {Backend::kAny, true,
       place(*node) + " is left in training mode: the answers are wrong, in silence"});
}

}  // namespace

std::vector<BrowserFinding> browser_findings(const onnx::Model& model) {
  const onnx::Graph& graph = model.graph;
  const Names constants = constants_of(graph);
  Findings findings;
  check_inputs(graph, findings);
  check_domains(graph, findings);
  check_types(graph, constants, findings);
  check_training(graph, findings);
  check_webgpu(graph, constants, findings);
  return findings;
}

bool in_training_mode(const onnx::Graph& graph) { return training_node(graph) != nullptr; }

std::string backend_name(Backend backend) {
  switch (backend) {
    case Backend::kWasm: return "wasm";
    case Backend::kWebGpu: return "webgpu";
    case Backend::kAny: break;
  }
  return "any";
}

}  // namespace ocelli::graph
