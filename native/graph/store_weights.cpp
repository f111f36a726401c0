#include "graph/store_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_set>

#include "onnx/float_tensor.h"
#include "onnx/half.h"

namespace ocelli::graph {
namespace {

using onnx::DataType;
using onnx::TensorData;

// Smaller ones are constants: storing them smaller saves nothing and costs a node.
constexpr std::int64_t kFewElements = 1024;

constexpr float kLargestHalf = 65504.0F;

std::int64_t integer(const onnx::Node& node, std::string_view name) {
  const onnx::Attribute* found = node.find(name);
  const auto* value = found == nullptr ? nullptr : std::get_if<std::int64_t>(&found->value);
  return value == nullptr ? 0 : *value;
}

// The dim of the node's second input that counts output channels; nothing for other operators.
std::optional<std::size_t> channel_axis(const onnx::Node& node, const TensorData& weight) {
  const std::size_t rank = weight.dims.size();
  if (!node.domain.empty() || rank < 2) return std::nullopt;
  if (node.op_type == "Conv") return 0;
  if (node.op_type == "ConvTranspose") return 1;
  if (node.op_type == "MatMul") return rank - 1;
  if (node.op_type == "Gemm") return integer(node, "transB") != 0 ? 0 : 1;
  return std::nullopt;
}

ChannelLayout layout_of(const TensorData& weight, std::size_t axis) {
  ChannelLayout layout{static_cast<std::size_t>(weight.dims[axis]), 1};
  for (std::size_t i = axis + 1; i < weight.dims.size(); ++i) {
    layout.inner *= static_cast<std::size_t>(weight.dims[i]);
  }
  return layout;
}

onnx::Node node_of(const std::string& type, std::vector<std::string> inputs,
                   const std::string& output) {
  onnx::Node node;
  node.op_type = type;
  node.name = output + '/' + type;
  node.inputs = std::move(inputs);
  node.outputs = {output};
  return node;
}

onnx::Node cast_to_float(const std::string& input, const std::string& output) {
  onnx::Node node = node_of("Cast", {input}, output);
  node.attributes.push_back({"to", static_cast<std::int64_t>(DataType::kFloat), {}});
  return node;
}

bool all_within(const std::vector<float>& values, float limit) {
  return std::all_of(values.begin(), values.end(),
                     [&](float value) { return std::fabs(value) <= limit; });
}

// Collects, for each value that is stored smaller, its new initializers and the nodes that restore it.
class Storer {
 public:
  Storer(onnx::Graph& graph, const std::unordered_map<std::string, Int8Weight>& rounded)
      : graph_(graph), rounded_(rounded) {
    for (const TensorData& tensor : graph.initializers) names_.insert(tensor.name);
    for (const onnx::Node& node : graph.nodes)
      names_.insert(node.outputs.begin(), node.outputs.end());
  }

  bool store_half(std::size_t place) {
    const TensorData& source = graph_.initializers[place];
    const std::vector<float> values = onnx::float_values(source);
    if (!all_within(values, kLargestHalf)) return false;
    std::vector<std::uint16_t> halves;
    halves.reserve(values.size());
    for (const float value : values) halves.push_back(onnx::half_from_float(value));
    const std::string name = fresh(source.name + ".fp16");
    restore(source.name, {cast_to_float(name, source.name)});
    graph_.initializers[place] = onnx::tensor_of(name, DataType::kFloat16, source.dims, halves);
    return true;
  }

  bool store_int8(const LayerWeight& weight) {
    const TensorData& source = graph_.initializers[weight.initializer];
    const std::vector<float> values = onnx::float_values(source);
    if (!all_within(values, std::numeric_limits<float>::max())) return false;
    const auto chosen = rounded_.find(weight.name);
    const Int8Weight stored =
        chosen == rounded_.end() ? round_nearest(values, weight.layout) : chosen->second;
    std::vector<std::int64_t> scale_dims(source.dims.size(), 1);
    scale_dims[weight.axis] = source.dims[weight.axis];
    const std::string name = fresh(weight.name + ".int8");
    const std::string scale = fresh(weight.name + ".scale");
    const std::string cast = fresh(weight.name + ".cast");
    restore(weight.name, {cast_to_float(name, cast), node_of("Mul", {cast, scale}, weight.name)});
    scales_.push_back(onnx::tensor_of(scale, DataType::kFloat, scale_dims, stored.scale));
    graph_.initializers[weight.initializer] =
        onnx::tensor_of(name, DataType::kInt8, source.dims, stored.values);
    return true;
  }

  // Puts the nodes that restore a value before its first reader, or before all others where a
  // subgraph might read it earlier.
  void finish() {
    for (TensorData& scale : scales_) graph_.initializers.push_back(std::move(scale));
    std::vector<onnx::Node> nodes;
    const auto place = [&](std::vector<onnx::Node>& restoring) {
      for (onnx::Node& one : restoring) nodes.push_back(std::move(one));
      restoring.clear();
    };
    if (onnx::has_subgraphs(graph_)) {
      for (std::vector<onnx::Node>& restoring : restoring_) place(restoring);
    }
    for (onnx::Node& node : graph_.nodes) {
      for (const std::string& input : node.inputs) {
        if (const auto found = places_.find(input); found != places_.end()) {
          place(restoring_[found->second]);
        }
      }
      nodes.push_back(std::move(node));
    }
    graph_.nodes = std::move(nodes);
  }

 private:
  void restore(const std::string& name, std::vector<onnx::Node> nodes) {
    places_[name] = restoring_.size();
    restoring_.push_back(std::move(nodes));
  }

  std::string fresh(std::string name) {
    while (!names_.insert(name).second) name += '_';
    return name;
  }

  onnx::Graph& graph_;
  const std::unordered_map<std::string, Int8Weight>& rounded_;
  std::unordered_set<std::string> names_;
  std::unordered_map<std::string, std::size_t> places_;  // of a value's nodes in `restoring_`
  std::vector<std::vector<onnx::Node>> restoring_;
  std::vector<TensorData> scales_;
};

// Vectors are biases and norms, which a network is more sensitive to than they are large.
bool is_table(const TensorData& tensor) {
  return tensor.type == DataType::kFloat && tensor.dims.size() > 1 &&
         tensor.element_count() >= kFewElements;
}

// Values that a node or an output reads: what no-one reads needs no restoring.
std::unordered_set<std::string> read_values(const onnx::Graph& graph) {
  std::unordered_set<std::string> read;
  for (const onnx::Node& node : graph.nodes) read.insert(node.inputs.begin(), node.inputs.end());
  return read;
}

}  // namespace

std::vector<LayerWeight> layer_weights(const onnx::Graph& graph) {
  std::unordered_map<std::string, std::size_t> initializers;
  for (std::size_t i = 0; i < graph.initializers.size(); ++i) {
    if (graph.initializers[i].type == DataType::kFloat)
      initializers[graph.initializers[i].name] = i;
  }
  std::vector<LayerWeight> weights;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const onnx::Node& node = graph.nodes[i];
    if (node.inputs.size() < 2) continue;
    const auto found = initializers.find(node.inputs[1]);
    if (found == initializers.end()) continue;
    const TensorData& tensor = graph.initializers[found->second];
    const auto axis = channel_axis(node, tensor);
    if (!axis || tensor.element_count() == 0) continue;
    weights.push_back({tensor.name, found->second, i, *axis, layout_of(tensor, *axis)});
    initializers.erase(found);  // a weight that layers share is stored once
  }
  return weights;
}

StoredWeights store_weights(onnx::Graph& graph, WeightStorage storage,
                            const std::unordered_map<std::string, Int8Weight>& rounded) {
  StoredWeights stored;
  const std::vector<LayerWeight> weights = layer_weights(graph);
  if (storage == WeightStorage::kFloat32) {
    stored.float32 = static_cast<int>(weights.size());
    return stored;
  }
  const std::unordered_set<std::string> read = read_values(graph);
  Storer storer(graph, rounded);
  for (const LayerWeight& weight : weights) {
    if (storage == WeightStorage::kInt8 && storer.store_int8(weight)) {
      ++stored.int8;
    } else if (storer.store_half(weight.initializer)) {
      ++stored.float16;
    } else {
      ++stored.float32;
    }
  }
  for (std::size_t i = 0; i < graph.initializers.size(); ++i) {
    const TensorData& tensor = graph.initializers[i];
    if (!is_table(tensor) || !read.contains(tensor.name)) continue;
    if (storer.store_half(i)) ++stored.float16;
  }
  storer.finish();
  return stored;
}

}  // namespace ocelli::graph
