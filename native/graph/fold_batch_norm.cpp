#include "graph/fold_batch_norm.h"

#include <cmath>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "onnx/float_tensor.h"

namespace ocelli::graph {
namespace {

using onnx::TensorData;

constexpr double kEpsilon = 1e-5;

template <typename T>
T attribute(const onnx::Node& node, std::string_view name, T fallback) {
  const onnx::Attribute* found = node.find(name);
  const T* value = found == nullptr ? nullptr : std::get_if<T>(&found->value);
  return value == nullptr ? fallback : *value;
}

// Which initializers there are and how often each value is read, graph outputs included.
struct Index {
  std::unordered_map<std::string, std::size_t> initializers;
  std::unordered_map<std::string, int> reads;
  std::unordered_map<std::string, std::size_t> writers;

  explicit Index(const onnx::Graph& graph) {
    for (std::size_t i = 0; i < graph.initializers.size(); ++i) {
      initializers[graph.initializers[i].name] = i;
    }
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      for (const std::string& input : graph.nodes[i].inputs) ++reads[input];
      for (const std::string& output : graph.nodes[i].outputs) writers[output] = i;
    }
    for (const onnx::ValueInfo& output : graph.outputs) ++reads[output.name];
  }
};

// y = factor · x + shift, one of each a channel.
struct Affine {
  std::vector<double> factor;
  std::vector<double> shift;
};

class Folder {
 public:
  explicit Folder(onnx::Graph& graph) : graph_(graph), index_(graph) {}

  // Whether the batch norm at `place` is gone into the layer before it.
  bool fold(std::size_t place) {
    const onnx::Node& norm = graph_.nodes[place];
    if (norm.op_type != "BatchNormalization" || !norm.domain.empty() || norm.inputs.size() != 5) {
      return false;
    }
    if (norm.outputs.size() != 1 || attribute<std::int64_t>(norm, "training_mode", 0) != 0) {
      return false;
    }
    const auto writer = index_.writers.find(norm.inputs[0]);
    if (writer == index_.writers.end() || index_.reads[norm.inputs[0]] != 1) return false;
    onnx::Node& layer = graph_.nodes[writer->second];
    if (!takes_a_norm(layer)) return false;
    const TensorData* weight = constant(layer.inputs[1]);
    const auto affine = affine_of(norm);
    if (weight == nullptr || !affine) return false;
    const std::size_t axis = channel_axis(layer);
    if (weight->dims.size() <= axis) return false;
    const auto channels = static_cast<std::size_t>(weight->dims[axis]);
    const auto bias = bias_of(layer, channels);
    if (affine->factor.size() != channels || !bias) return false;
    rewrite(layer, *weight, axis, *bias, *affine);
    layer.outputs[0] = norm.outputs[0];
    index_.writers[layer.outputs[0]] = writer->second;
    return true;
  }

 private:
  const TensorData* constant(const std::string& name) const {
    const auto found = index_.initializers.find(name);
    if (found == index_.initializers.end()) return nullptr;
    const TensorData& tensor = graph_.initializers[found->second];
    return tensor.type == onnx::DataType::kFloat ? &tensor : nullptr;
  }

  static bool takes_a_norm(const onnx::Node& layer) {
    if (!layer.domain.empty() || layer.inputs.size() < 2 || layer.outputs.size() != 1) return false;
    if (layer.op_type == "Conv") return true;
    return layer.op_type == "Gemm" && attribute(layer, "alpha", 1.0F) == 1.0F &&
           attribute(layer, "beta", 1.0F) == 1.0F;
  }

  // Of the weight: the dim that counts output channels.
  static std::size_t channel_axis(const onnx::Node& layer) {
    const bool columns =
        layer.op_type == "Gemm" && attribute<std::int64_t>(layer, "transB", 0) == 0;
    return columns ? 1 : 0;
  }

  std::optional<Affine> affine_of(const onnx::Node& norm) const {
    std::vector<std::vector<float>> parts;
    for (std::size_t i = 1; i < 5; ++i) {
      const TensorData* part = constant(norm.inputs[i]);
      if (part == nullptr) return std::nullopt;
      parts.push_back(onnx::float_values(*part));
      if (parts.back().size() != parts.front().size()) return std::nullopt;
    }
    const double epsilon = attribute(norm, "epsilon", static_cast<float>(kEpsilon));
    Affine affine;
    for (std::size_t i = 0; i < parts[0].size(); ++i) {
      const double factor = double{parts[0][i]} / std::sqrt(double{parts[3][i]} + epsilon);
      affine.factor.push_back(factor);
      affine.shift.push_back(double{parts[1][i]} - double{parts[2][i]} * factor);
    }
    return affine;
  }

  // The layer's bias, zeros where it has none; nothing where it is computed, or broadcast.
  std::optional<std::vector<float>> bias_of(const onnx::Node& layer, std::size_t channels) const {
    if (layer.inputs.size() < 3 || layer.inputs[2].empty()) return std::vector<float>(channels);
    const TensorData* bias = constant(layer.inputs[2]);
    if (bias == nullptr || bias->element_count() != static_cast<std::int64_t>(channels)) {
      return std::nullopt;
    }
    return onnx::float_values(*bias);
  }

  void rewrite(onnx::Node& layer, const TensorData& weight, std::size_t axis,
               const std::vector<float>& bias, const Affine& affine) {
    std::vector<float> values = onnx::float_values(weight);
    std::size_t inner = 1;
    for (std::size_t i = axis + 1; i < weight.dims.size(); ++i) {
      inner *= static_cast<std::size_t>(weight.dims[i]);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double factor = affine.factor[i / inner % affine.factor.size()];
      values[i] = static_cast<float>(double{values[i]} * factor);
    }
    std::vector<float> shifted(bias.size());
    for (std::size_t i = 0; i < bias.size(); ++i) {
      shifted[i] = static_cast<float>(double{bias[i]} * affine.factor[i] + affine.shift[i]);
    }
    const auto channels = static_cast<std::int64_t>(bias.size());
    const std::string old_bias = layer.inputs.size() > 2 ? layer.inputs[2] : "";
    layer.inputs.resize(3);
    const std::vector<std::int64_t> dims = weight.dims;  // putting a tensor may move `weight`
    layer.inputs[1] = put(layer.inputs[1], layer.outputs[0] + ".weight", dims, values);
    layer.inputs[2] = put(old_bias, layer.outputs[0] + ".bias", {channels}, shifted);
  }

  // Replaces the tensor where only this layer reads it, else adds one of a new name; gives its name.
  std::string put(const std::string& old, std::string fresh, std::vector<std::int64_t> dims,
                  const std::vector<float>& values) {
    if (!old.empty() && index_.reads[old] == 1) {
      graph_.initializers[index_.initializers[old]] =
          onnx::tensor_of(old, onnx::DataType::kFloat, std::move(dims), values);
      return old;
    }
    if (!old.empty()) --index_.reads[old];
    while (index_.initializers.contains(fresh) || index_.writers.contains(fresh)) fresh += '_';
    index_.initializers[fresh] = graph_.initializers.size();
    index_.reads[fresh] = 1;
    graph_.initializers.push_back(
        onnx::tensor_of(fresh, onnx::DataType::kFloat, std::move(dims), values));
    return fresh;
  }

  onnx::Graph& graph_;
  Index index_;
};

}  // namespace

int fold_batch_norms(onnx::Graph& graph) {
  if (has_subgraphs(graph)) return 0;
  Folder folder(graph);
  std::vector<bool> gone(graph.nodes.size());
  int count = 0;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    gone[i] = folder.fold(i);
    count += gone[i] ? 1 : 0;
  }
  std::vector<onnx::Node> kept;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (!gone[i]) kept.push_back(std::move(graph.nodes[i]));
  }
  graph.nodes = std::move(kept);
  if (count > 0) drop_unused_initializers(graph);
  return count;
}

void drop_unused_initializers(onnx::Graph& graph) {
  if (has_subgraphs(graph)) return;
  std::unordered_set<std::string> read;
  for (const onnx::Node& node : graph.nodes) read.insert(node.inputs.begin(), node.inputs.end());
  for (const onnx::ValueInfo& output : graph.outputs) read.insert(output.name);
  std::unordered_set<std::string> dropped;
  std::erase_if(graph.initializers, [&](const TensorData& tensor) {
    if (read.contains(tensor.name)) return false;
    dropped.insert(tensor.name);
    return true;
  });
  std::erase_if(graph.inputs,
                [&](const onnx::ValueInfo& input) { return dropped.contains(input.name); });
}

}  // namespace ocelli::graph
