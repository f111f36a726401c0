#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "graph/normalize_index.h"
#include "graph/normalize_passes.h"
#include "onnx/half.h"

namespace ocelli::graph {
namespace {

using onnx::DataType;
using onnx::TensorData;

template <typename T>
T element(const TensorData& tensor, std::size_t index) {
  T value;
  std::memcpy(&value, tensor.bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

bool is_stored_integer(DataType type) {
  return type == DataType::kInt8 || type == DataType::kUint8;
}

bool is_stored_float(DataType type) {
  return type == DataType::kFloat16 || type == DataType::kBfloat16;
}

float as_float(const TensorData& tensor, std::size_t index) {
  switch (tensor.type) {
    case DataType::kFloat: return element<float>(tensor, index);
    case DataType::kFloat16: return onnx::float_from_half(element<std::uint16_t>(tensor, index));
    case DataType::kBfloat16:
      return onnx::float_from_bfloat16(element<std::uint16_t>(tensor, index));
    case DataType::kInt8: return static_cast<float>(element<std::int8_t>(tensor, index));
    case DataType::kUint8: return static_cast<float>(element<std::uint8_t>(tensor, index));
    case DataType::kInt32: return static_cast<float>(element<std::int32_t>(tensor, index));
    default: return 0;
  }
}

TensorData float_tensor(std::string name, std::vector<std::int64_t> dims, std::size_t count) {
  TensorData tensor;
  tensor.name = std::move(name);
  tensor.type = DataType::kFloat;
  tensor.dims = std::move(dims);
  tensor.bytes.resize(count * sizeof(float));
  return tensor;
}

void set(TensorData& tensor, std::size_t index, float value) {
  std::memcpy(tensor.bytes.data() + index * sizeof value, &value, sizeof value);
}

TensorData converted(const TensorData& stored, const std::string& name) {
  const auto count = static_cast<std::size_t>(stored.element_count());
  TensorData result = float_tensor(name, stored.dims, count);
  for (std::size_t i = 0; i < count; ++i) set(result, i, as_float(stored, i));
  return result;
}

// Where element `index` of a tensor of shape `dims` finds its scale, which is broadcast to it.
std::size_t scale_index(std::size_t index, const std::vector<std::int64_t>& dims,
                        const std::vector<std::int64_t>& scale_dims) {
  std::size_t position = 0;
  std::size_t stride = 1;
  for (std::size_t back = 1; back <= scale_dims.size(); ++back) {
    const auto length = static_cast<std::size_t>(dims[dims.size() - back]);
    const std::size_t coordinate = index % length;
    index /= length;
    if (scale_dims[scale_dims.size() - back] == 1) continue;
    position += coordinate * stride;
    stride *= length;
  }
  return position;
}

bool broadcasts_to(const std::vector<std::int64_t>& from, const std::vector<std::int64_t>& to) {
  if (from.size() > to.size()) return false;
  for (std::size_t back = 1; back <= from.size(); ++back) {
    const std::int64_t length = from[from.size() - back];
    if (length != 1 && length != to[to.size() - back]) return false;
  }
  return true;
}

TensorData scaled(const TensorData& values, const TensorData& scale, const std::string& name) {
  const auto count = static_cast<std::size_t>(values.element_count());
  TensorData result = float_tensor(name, values.dims, count);
  for (std::size_t i = 0; i < count; ++i) {
    set(result, i, as_float(values, i) * as_float(scale, scale_index(i, values.dims, scale.dims)));
  }
  return result;
}

/// The initializers of a graph while nodes that compute some of them go.
class Stored {
 public:
  explicit Stored(onnx::Graph& graph) : graph_(graph) {
    for (std::size_t i = 0; i < graph.initializers.size(); ++i) {
      positions_.emplace(graph.initializers[i].name, i);
    }
  }
  [[nodiscard]] const TensorData* find(const std::string& name) const {
    const auto found = positions_.find(name);
    return found == positions_.end() ? nullptr : &graph_.initializers[found->second];
  }
  void add(TensorData tensor) {
    positions_.emplace(tensor.name, graph_.initializers.size());
    graph_.initializers.push_back(std::move(tensor));
  }
  [[nodiscard]] bool was_integer(const std::string& name) const { return integers_.contains(name); }

  // Whether the node is computed here, and so goes from the graph.
  Result<bool> compute(const onnx::Node& node) {
    if (!node.domain.empty() || node.outputs.size() != 1) return false;
    if (node.op_type == "Cast") return compute_cast(node);
    if (node.op_type == "Mul" && node.inputs.size() == 2) return compute_scaling(node);
    if (node.op_type == "DequantizeLinear" && node.inputs.size() > 1) return dequantize(node);
    return false;
  }

 private:
  bool compute_cast(const onnx::Node& node) {
    const TensorData* stored = node.inputs.empty() ? nullptr : find(node.inputs[0]);
    const onnx::Attribute* to = node.find("to");
    const auto* type = to == nullptr ? nullptr : std::get_if<std::int64_t>(&to->value);
    if (stored == nullptr || type == nullptr) return false;
    if (*type != static_cast<std::int64_t>(DataType::kFloat)) return false;
    const bool integer = is_stored_integer(stored->type);
    if (!integer && !is_stored_float(stored->type)) return false;
    if (integer) integers_.insert(node.outputs[0]);
    add(converted(*stored, node.outputs[0]));
    return true;
  }

  bool compute_scaling(const onnx::Node& node) {
    for (const std::size_t i : {0U, 1U}) {
      const TensorData* values = find(node.inputs[i]);
      const TensorData* scale = find(node.inputs[1 - i]);
      if (values == nullptr || scale == nullptr || !was_integer(node.inputs[i])) continue;
      if (scale->type != DataType::kFloat || !broadcasts_to(scale->dims, values->dims)) continue;
      add(scaled(*values, *scale, node.outputs[0]));
      return true;
    }
    return false;
  }

  // The zero point is taken off before scaling: y = (x − zero) · scale, by axis or for all.
  Result<bool> dequantize(const onnx::Node& node) {
    const TensorData* stored = find(node.inputs[0]);
    const TensorData* scale = find(node.inputs[1]);
    if (stored == nullptr || scale == nullptr) return false;
    const TensorData* zero = node.inputs.size() > 2 ? find(node.inputs[2]) : nullptr;
    const auto rank = static_cast<std::int64_t>(stored->dims.size());
    std::int64_t axis = 1;
    if (const onnx::Attribute* given = node.find("axis")) {
      if (const auto* value = std::get_if<std::int64_t>(&given->value)) axis = *value;
    }
    if (axis < 0) axis += rank;
    std::vector<std::int64_t> dims(stored->dims.size(), 1);
    if (scale->element_count() > 1) {
      if (axis < 0 || axis >= rank || node.find("block_size") != nullptr ||
          scale->dims != std::vector{stored->dims[static_cast<std::size_t>(axis)]}) {
        return Error{ErrorCode::kInvalidModel,
                     describe(node) + ": expected one scale, or one an entry of its axis"};
      }
      dims[static_cast<std::size_t>(axis)] = scale->dims[0];
    }
    if (zero != nullptr && zero->element_count() != 1 &&
        zero->element_count() != scale->element_count()) {
      return Error{ErrorCode::kInvalidModel,
                   describe(node) + ": expected as many zero points as scales"};
    }
    TensorData values = converted(*stored, node.outputs[0]);
    for (std::size_t i = 0; zero != nullptr && i < values.bytes.size() / sizeof(float); ++i) {
      const std::size_t at = zero->element_count() == 1 ? 0 : scale_index(i, values.dims, dims);
      set(values, i, as_float(values, i) - as_float(*zero, at));
    }
    TensorData factors = *scale;
    factors.dims = std::move(dims);
    add(scaled(values, factors, node.outputs[0]));
    return true;
  }

  onnx::Graph& graph_;
  std::unordered_map<std::string, std::size_t> positions_;
  std::unordered_set<std::string> integers_;
};

}  // namespace

std::optional<Error> unpack_stored(onnx::Graph& graph) {
  Stored stored(graph);
  std::unordered_set<std::string> read_before;
  std::vector<onnx::Node> kept;
  for (onnx::Node& node : graph.nodes) {
    Result<bool> gone = stored.compute(node);
    if (!gone) return gone.error();
    if (gone.value()) {
      read_before.insert(node.inputs.begin(), node.inputs.end());
    } else {
      kept.push_back(std::move(node));
    }
  }
  graph.nodes = std::move(kept);
  const ValueIndex index(graph);
  // A packed tensor that nothing reads any more would only weigh on the file. So would what was
  // cast on the way to being scaled.
  std::erase_if(graph.initializers, [&](const TensorData& tensor) {
    return read_before.contains(tensor.name) && index.uses(tensor.name).empty() &&
           !index.is_graph_output(tensor.name);
  });
  return std::nullopt;
}

}  // namespace ocelli::graph
