#include "graph/build/graph_builder.h"

#include <cstring>
#include <locale>
#include <sstream>

namespace ocelli::graph {
namespace {

template <typename T>
onnx::TensorData tensor_of(onnx::DataType type, std::vector<std::int64_t> dims,
                           const std::vector<T>& values) {
  onnx::TensorData tensor;
  tensor.type = type;
  tensor.dims = std::move(dims);
  tensor.bytes.resize(values.size() * sizeof(T));
  std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  return tensor;
}

onnx::ValueInfo value_info(const std::string& name, const std::vector<std::int64_t>& shape) {
  onnx::ValueInfo info;
  info.name = name;
  info.type = onnx::DataType::kFloat;
  info.shape.emplace();
  info.shape->push_back({std::nullopt, "N"});
  for (const std::int64_t length : shape) info.shape->push_back({length, ""});
  return info;
}

}  // namespace

void GraphBuilder::fail(const std::string& message) {
  if (!error_) error_ = Error{ErrorCode::kInvalidArgument, message};
}

std::string GraphBuilder::unique(const std::string& name) {
  std::string candidate = name;
  for (int count = 2; !names_.insert(candidate).second; ++count) {
    candidate = name + "_" + std::to_string(count);
  }
  return candidate;
}

Value GraphBuilder::input(const std::string& name, std::int64_t channels, std::int64_t side) {
  graph_.inputs.push_back(value_info(name, {channels, side, side}));
  return {unique(name), {channels, side, side}};
}

void GraphBuilder::output(const std::string& name, const Value& x) {
  graph_.outputs.push_back(value_info(unique(name), x.shape));
  for (onnx::Node& writer : graph_.nodes) {
    for (std::string& written : writer.outputs) {
      if (written == x.name) written = name;
    }
  }
}

Value GraphBuilder::node(const std::string& op_type, std::vector<std::string> inputs,
                         std::vector<onnx::Attribute> attributes, std::vector<std::int64_t> shape,
                         const std::string& name) {
  onnx::Node made;
  made.op_type = op_type;
  made.name = unique(name.empty() ? inputs.at(0) + "/" + op_type : name);
  made.inputs = std::move(inputs);
  made.outputs = {made.name};
  made.attributes = std::move(attributes);
  graph_.nodes.push_back(std::move(made));
  return {graph_.nodes.back().name, std::move(shape)};
}

std::string GraphBuilder::parameter(const std::string& name, std::vector<std::int64_t> dims,
                                    const InitialValues& values, bool is_statistic) {
  parameters_.push_back({unique(name), std::move(dims), values, is_statistic});
  return name;
}

// Constants are nodes, so that the initializers are the network's tensors and nothing else.
std::string GraphBuilder::constant_node(const std::string& name, onnx::TensorData value) {
  if (!names_.insert(name).second) return name;
  onnx::Node made;
  made.op_type = "Constant";
  made.name = name;
  made.outputs = {name};
  made.attributes = {{"value", std::move(value)}};
  graph_.nodes.push_back(std::move(made));
  return name;
}

std::string GraphBuilder::scalar(float value) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text << value;
  return constant_node("constant/" + text.str(),
                       tensor_of<float>(onnx::DataType::kFloat, {}, {value}));
}

std::string GraphBuilder::whole_number(std::int64_t value) {
  return constant_node("constant/int64 " + std::to_string(value),
                       tensor_of<std::int64_t>(onnx::DataType::kInt64, {}, {value}));
}

std::string GraphBuilder::whole_numbers(const std::vector<std::int64_t>& values) {
  std::string name = "constant/[";
  for (const std::int64_t value : values) {
    name += (name.back() == '[' ? "" : " ") + std::to_string(value);
  }
  const auto count = static_cast<std::int64_t>(values.size());
  return constant_node(name + "]", tensor_of(onnx::DataType::kInt64, {count}, values));
}

// How PyTorch's AdaptiveAvgPool divides a side: window i covers [⌊i·in/out⌋, ⌈(i+1)·in/out⌉).
std::string GraphBuilder::averaging_matrix(std::int64_t in, std::int64_t out, bool columns) {
  std::vector<float> matrix(static_cast<std::size_t>(in * out));
  for (std::int64_t i = 0; i < out; ++i) {
    const std::int64_t first = i * in / out;
    const std::int64_t end = ((i + 1) * in + out - 1) / out;
    for (std::int64_t j = first; j < end; ++j) {
      const std::int64_t at = columns ? j * out + i : i * in + j;
      matrix[static_cast<std::size_t>(at)] = 1.0F / static_cast<float>(end - first);
    }
  }
  const std::string name = "averages/" + std::to_string(in) + "_to_" + std::to_string(out) +
                           (columns ? "/columns" : "/rows");
  const bool is_new = !names_.contains(name);
  std::vector<std::int64_t> dims = columns ? std::vector{in, out} : std::vector{out, in};
  constant_node(name, tensor_of(onnx::DataType::kFloat, std::move(dims), matrix));
  if (is_new) freeze(name);
  return name;
}

onnx::Graph GraphBuilder::finish(const std::string& name, std::uint64_t seed) && {
  graph_.name = name;
  graph_.initializers.reserve(parameters_.size());
  for (const Parameter& one : parameters_) {
    onnx::TensorData tensor =
        tensor_of(onnx::DataType::kFloat, one.dims, draw(one.values, one.dims, seed, one.name));
    tensor.name = one.name;
    graph_.initializers.push_back(std::move(tensor));
  }
  return std::move(graph_);
}

}  // namespace ocelli::graph
