#include "graph/summary.h"

#include <algorithm>
#include <unordered_set>

#include "graph/multiply_adds.h"
#include "graph/normalize_passes.h"

namespace ocelli::graph {
namespace {

std::vector<std::pair<std::string, std::int64_t>> count_operators(const onnx::Graph& graph) {
  std::map<std::string, std::int64_t> counts;
  for (const onnx::Node& node : graph.nodes) {
    ++counts[node.domain.empty() ? node.op_type : node.domain + '.' + node.op_type];
  }
  std::vector<std::pair<std::string, std::int64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

std::map<std::string, std::int64_t> count_bytes(const onnx::Graph& graph) {
  std::map<std::string, std::int64_t> bytes;
  for (const onnx::TensorData& tensor : graph.initializers) {
    std::size_t size = tensor.bytes.size();
    for (const std::string& text : tensor.strings) size += text.size();
    if (size == 0) size = tensor.unknown.size();
    if (size > 0) bytes[type_name(tensor.type)] += static_cast<std::int64_t>(size);
  }
  return bytes;
}

// Mean and variance of a batch norm: counted, not learned.
std::unordered_set<std::string> running_statistics(const onnx::Graph& graph) {
  std::unordered_set<std::string> names;
  for (const onnx::Node& node : graph.nodes) {
    if (node.op_type != "BatchNormalization") continue;
    for (std::size_t i = 3; i < node.inputs.size(); ++i) names.insert(node.inputs[i]);
  }
  return names;
}

// A copy in which stored weights are float32, so that each counts once, without its scale.
onnx::Graph unpacked(const onnx::Graph& graph) {
  onnx::Graph copy = graph;
  if (take_constants(copy)) return graph;
  if (unpack_stored(copy)) return graph;
  return copy;
}

bool is_number(onnx::DataType type) {
  return type == onnx::DataType::kFloat || type == onnx::DataType::kDouble ||
         type == onnx::DataType::kFloat16 || type == onnx::DataType::kBfloat16;
}

std::int64_t count_parameters(const onnx::Graph& graph) {
  const onnx::Graph plain = unpacked(graph);
  const std::unordered_set<std::string> statistics = running_statistics(plain);
  std::unordered_set<std::string> read;
  for (const onnx::Node& node : plain.nodes) read.insert(node.inputs.begin(), node.inputs.end());
  std::int64_t count = 0;
  for (const onnx::TensorData& tensor : plain.initializers) {
    const std::int64_t elements = tensor.element_count();
    if (!read.contains(tensor.name) || statistics.contains(tensor.name)) continue;
    if (elements > 1 && is_number(tensor.type)) {
      count += elements;
    }
  }
  return count;
}

void count_products(const onnx::Graph& graph, const KnownValues& values, Summary& summary) {
  std::int64_t counted = 0;
  std::int64_t total = 0;
  for (const onnx::Node& node : graph.nodes) {
    if (!is_product(node)) continue;
    const auto each = multiply_adds(node, values);
    if (!each || __builtin_add_overflow(total, *each, &total)) {
      ++summary.uncounted;
    } else {
      ++counted;
    }
  }
  if (counted > 0) summary.multiply_adds = total;
}

}  // namespace

Summary summarize(const onnx::Graph& graph, const std::optional<Dims>& input_dims) {
  Summary summary;
  summary.operators = count_operators(graph);
  summary.parameters = count_parameters(graph);
  summary.weight_bytes = count_bytes(graph);
  if (input_dims) count_products(graph, infer_shapes(graph, *input_dims), summary);
  return summary;
}

std::vector<const onnx::ValueInfo*> real_inputs(const onnx::Graph& graph) {
  std::unordered_set<std::string_view> constants;
  for (const onnx::TensorData& tensor : graph.initializers) constants.insert(tensor.name);
  std::vector<const onnx::ValueInfo*> inputs;
  for (const onnx::ValueInfo& input : graph.inputs) {
    if (!constants.contains(input.name)) inputs.push_back(&input);
  }
  return inputs;
}

std::optional<Dims> input_dims(const onnx::ValueInfo& input, std::optional<std::int64_t> height,
                               std::optional<std::int64_t> width, bool channels_first) {
  if (!input.shape || input.shape->size() != 4) return std::nullopt;
  const std::size_t first = channels_first ? 2 : 1;
  Dims dims;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::int64_t stated = (*input.shape)[i].value.value_or(0);
    const std::optional<std::int64_t>& given = i == first ? height : width;
    const bool is_side = i == first || i == first + 1;
    if (i == 0) {
      dims.push_back(1);
    } else if (stated > 0) {
      dims.push_back(stated);
    } else if (is_side && given) {
      dims.push_back(*given);
    } else {
      return std::nullopt;
    }
  }
  return dims;
}

std::string type_name(onnx::DataType type) {
  using onnx::DataType;
  switch (type) {
    case DataType::kFloat: return "float32";
    case DataType::kUint8: return "uint8";
    case DataType::kInt8: return "int8";
    case DataType::kUint16: return "uint16";
    case DataType::kInt16: return "int16";
    case DataType::kInt32: return "int32";
    case DataType::kInt64: return "int64";
    case DataType::kString: return "string";
    case DataType::kBool: return "bool";
    case DataType::kFloat16: return "float16";
    case DataType::kDouble: return "float64";
    case DataType::kUint32: return "uint32";
    case DataType::kUint64: return "uint64";
    case DataType::kBfloat16: return "bfloat16";
    case DataType::kUndefined: break;
  }
  return "type " + std::to_string(static_cast<int>(type));
}

}  // namespace ocelli::graph
