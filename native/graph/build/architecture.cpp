#include "graph/build/architecture.h"

#include <set>

#include "graph/build/families.h"
#include "graph/build/initial_card.h"
#include "model/model_card.h"

namespace ocelli::graph {
namespace {

constexpr std::int64_t kMostClasses = 65536;
constexpr std::int64_t kLargestSide = 4096;
constexpr double kLargestWidth = 4.0;

Error out_of_range(const std::string& parameter, const std::string& expected,
                   const std::string& got) {
  return {ErrorCode::kInvalidArgument, parameter + ": expected " + expected + ", got " + got};
}

const Architecture* find(std::string_view name) {
  for (const Architecture& one : architectures()) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

Result<std::int64_t> class_count(const ArchitectureSpec& spec, int own) {
  const auto labels = static_cast<std::int64_t>(spec.labels.size());
  const std::int64_t fallback = labels > 0 ? labels : own;
  const std::int64_t count = spec.num_classes != 0 ? spec.num_classes : fallback;
  if (count < 2 || count > kMostClasses) {
    return out_of_range("number of classes", "2 to " + std::to_string(kMostClasses),
                        std::to_string(count));
  }
  if (labels > 0 && labels != count) {
    return out_of_range("labels", "one for each of " + std::to_string(count) + " classes",
                        std::to_string(labels));
  }
  return count;
}

std::string joined_names() {
  std::string text;
  for (const Architecture& one : architectures()) {
    text += (text.empty() ? "" : ", ") + std::string(one.name);
  }
  return text;
}

}  // namespace

std::vector<std::string> architecture_names() {
  std::vector<std::string> names;
  for (const Architecture& one : architectures()) names.emplace_back(one.name);
  return names;
}

Result<Choice> choose(ArchitectureSpec spec) {
  const Architecture* found = find(spec.name);
  if (found == nullptr) {
    return out_of_range("architecture", "one of " + joined_names(), "'" + spec.name + "'");
  }
  const Result<std::int64_t> classes = class_count(spec, found->num_classes);
  if (!classes) return classes.error();
  spec.num_classes = classes.value();
  if (spec.image_size == 0) spec.image_size = found->preparation.image_size;
  if (spec.image_size < 1 || spec.image_size > kLargestSide) {
    return out_of_range("image size", "1 to " + std::to_string(kLargestSide),
                        std::to_string(spec.image_size));
  }
  if (!found->has_width && spec.width != 1.0) {
    return out_of_range("width", "1 for " + spec.name, std::to_string(spec.width));
  }
  if (!(spec.width > 0.0 && spec.width <= kLargestWidth)) {
    return out_of_range("width", "above 0, at most 4", std::to_string(spec.width));
  }
  return Choice{found, std::move(spec)};
}

Result<GraphBuilder> lay_out(const Choice& choice) {
  GraphBuilder net;
  choice.architecture->lay_out(net, choice.spec);
  if (net.error()) return *net.error();
  return net;
}

std::int64_t parameter_count(const onnx::Model& model) {
  std::set<std::string> statistics;
  for (const onnx::Node& node : model.graph.nodes) {
    if (node.op_type != "BatchNormalization" || node.inputs.size() < 5) continue;
    statistics.insert(node.inputs.begin() + 3, node.inputs.end());
  }
  std::int64_t count = 0;
  for (const onnx::TensorData& tensor : model.graph.initializers) {
    if (!statistics.contains(tensor.name)) count += tensor.element_count();
  }
  return count;
}

Result<onnx::Model> build(const ArchitectureSpec& spec) {
  const Result<Choice> choice = choose(spec);
  if (!choice) return choice.error();
  Result<GraphBuilder> net = lay_out(choice.value());
  if (!net) return net.error();
  onnx::Model model;
  model.producer_name = "ocelli";
  model.opset_imports = {{"", 17}};
  model.metadata_props = initial_card(choice.value(), net.value().frozen());
  if (const auto card = make_card(model.metadata_props); !card) return card.error();
  model.graph = std::move(net.value()).finish(spec.name, spec.seed);
  return model;
}

}  // namespace ocelli::graph
