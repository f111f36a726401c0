#include "graph/normalize_roles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "graph/normalize_index.h"

namespace ocelli::graph {
namespace {

using onnx::DataType;
using onnx::TensorData;

template <std::size_t N>
bool any_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Their further inputs say how the first is arranged.
constexpr std::array<std::string_view, 10> kArranging = {
    "Reshape",   "Expand",  "Tile",   "Slice", "Pad",
    "Unsqueeze", "Squeeze", "Resize", "Split", "Gather"};
constexpr std::array<std::string_view, 4> kLayers = {"Conv", "ConvTranspose", "Gemm", "Linear"};
constexpr std::array<std::string_view, 5> kNorms = {"BatchNormalization", "InstanceNormalization",
                                                    "LayerNormalization", "GroupNormalization",
                                                    "RMSNormalization"};
constexpr std::array<std::string_view, 3> kTables = {"Gather", "GatherElements", "GatherND"};

bool is_float(const TensorData& tensor) {
  return tensor.type == DataType::kFloat || tensor.type == DataType::kFloat16 ||
         tensor.type == DataType::kDouble;
}

template <typename Test>
bool all_floats(const TensorData& tensor, Test test) {
  if (tensor.type != DataType::kFloat) return false;
  for (std::size_t i = 0; i + sizeof(float) <= tensor.bytes.size(); i += sizeof(float)) {
    float value = 0;
    std::memcpy(&value, tensor.bytes.data() + i, sizeof value);
    if (!test(value)) return false;
  }
  return true;
}

// What is added to scores so that softmax drops them.
bool is_mask(const TensorData& tensor) {
  return all_floats(tensor, [](float value) { return value == 0 || value <= -100; });
}

/// Walks the nodes once, in order, and notes what each reads.
class RoleFinder {
 public:
  explicit RoleFinder(const onnx::Graph& graph) : graph_(graph), index_(graph) {}

  Roles find() {
    for (const onnx::Node& node : graph_.nodes) {
      if (is_static(node)) {
        static_.insert(node.outputs.begin(), node.outputs.end());
      } else {
        visit(node);
      }
    }
    return std::move(roles_);
  }

 private:
  [[nodiscard]] bool is_known(const std::string& value) const {
    return index_.initializer(value) != nullptr || static_.contains(value);
  }

  // Computed from constants and weights alone.
  [[nodiscard]] bool is_static(const onnx::Node& node) const {
    if (node.inputs.empty()) return false;
    if (any_of(node.op_type, kArranging)) return is_known(node.inputs[0]);
    return std::all_of(node.inputs.begin(), node.inputs.end(),
                       [&](const std::string& input) { return input.empty() || is_known(input); });
  }

  void visit(const onnx::Node& node) {
    int depth = 0;
    for (const std::string& input : node.inputs) {
      if (const auto found = depths_.find(input); found != depths_.end()) {
        depth = std::max(depth, found->second);
      }
    }
    const std::size_t before = roles_.parameters.size();
    bool parametrised = false;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (node.inputs[i].empty() || !is_known(node.inputs[i])) continue;
      if (node.op_type == "BatchNormalization" && i >= 3) note_statistic(node.inputs[i]);
      const std::optional<Role> role = role_of(node, i, depth);
      if (!role) continue;
      mark(node.inputs[i], *role, depth, is_layer_place(node));
      parametrised = parametrised || seen_.contains(node.inputs[i]);
    }
    parametrised = parametrised || roles_.parameters.size() > before;
    for (const std::string& output : node.outputs) depths_[output] = depth + (parametrised ? 1 : 0);
  }

  void note_statistic(const std::string& name) {
    if (seen_.insert(name).second) roles_.statistics.push_back(name);
  }

  // Where a single number is a parameter nevertheless.
  static bool is_layer_place(const onnx::Node& node) {
    return any_of(node.op_type, kLayers) || any_of(node.op_type, kNorms) ||
           node.op_type == "MatMul" || node.op_type == "PRelu";
  }

  [[nodiscard]] std::optional<Role> role_of(const onnx::Node& node, std::size_t input,
                                            int depth) const {
    if (any_of(node.op_type, kLayers)) {
      if (input == 0) return by_its_input(node);
      return input == 1 ? Role::kWeight : Role::kBias;
    }
    if (any_of(node.op_type, kNorms)) {
      if (is_within_group_norm(node)) return std::nullopt;
      return input == 1 || input == 2 ? std::optional(Role::kNorm) : std::nullopt;
    }
    if (node.op_type == "MatMul" || node.op_type == "Einsum") return Role::kWeight;
    if (node.op_type == "PRelu" && input == 1) return Role::kOther;
    if (node.op_type == "Attention" && input == 3) return Role::kEmbedding;
    if (any_of(node.op_type, kTables) && input == 0) return Role::kEmbedding;
    if (depth == 0) return std::nullopt;
    if (node.op_type == "Add") return added(node, input);
    if (node.op_type == "Mul") return Role::kNorm;
    if (node.op_type == "Concat") return Role::kEmbedding;
    return std::nullopt;
  }

  // PyTorch's exporter writes a group norm as an instance norm of the groups, with a scale of ones,
  // between reshapes; what learns comes behind.
  [[nodiscard]] bool is_within_group_norm(const onnx::Node& node) const {
    const onnx::Node* before = index_.producer(node.inputs[0]);
    return node.op_type == "InstanceNormalization" && before != nullptr &&
           before->op_type == "Reshape" && !is_gain(node.inputs[1]);
  }

  // A layer's first input: a learnt query that is repeated for each photo, or a table of constants.
  [[nodiscard]] std::optional<Role> by_its_input(const onnx::Node& node) const {
    const bool repeated = index_.initializer(node.inputs[0]) == nullptr;
    if (node.op_type == "Gemm" && !is_known(node.inputs[1])) return Role::kWeight;
    return repeated ? std::optional(Role::kEmbedding) : std::nullopt;
  }

  [[nodiscard]] std::optional<Role> added(const onnx::Node& node, std::size_t input) const {
    const TensorData* tensor = index_.initializer(node.inputs[input]);
    if (tensor == nullptr) return Role::kEmbedding;
    if (is_mask(*tensor)) return std::nullopt;
    const auto wide = std::count_if(tensor->dims.begin(), tensor->dims.end(),
                                    [](std::int64_t length) { return length > 1; });
    return wide > 1 ? Role::kEmbedding : Role::kBias;
  }

  void mark(const std::string& value, Role role, int depth, bool number_counts) {
    if (const TensorData* tensor = index_.initializer(value)) {
      if (!is_float(*tensor) || (tensor->element_count() <= 1 && !number_counts)) return;
      if (seen_.insert(value).second) roles_.parameters.push_back({value, role, depth});
      return;
    }
    const onnx::Node* node = index_.producer(value);
    if (node == nullptr || !seen_.insert(value).second) return;
    const bool standardises = node->op_type == "BatchNormalization";
    for (std::size_t i = 0; i < node->inputs.size(); ++i) {
      const std::string& input = node->inputs[i];
      if (input.empty() || !is_known(input)) continue;
      if (standardises && i > 0 && !is_gain(input)) continue;
      if (any_of(node->op_type, kArranging) && i > 0) continue;
      const bool layer = is_layer_place(*node) && !standardises;
      if (layer && i == 0 && index_.initializer(input) != nullptr) continue;
      mark(input, layer ? role_of(*node, i, 1).value_or(role) : role, depth, layer);
    }
  }

  // What standardises a weight has its gain as scale; a scale of ones, statistics and shift are
  // the exporter's.
  [[nodiscard]] bool is_gain(const std::string& value) const {
    const TensorData* tensor = index_.initializer(value);
    if (tensor == nullptr) return true;
    return !all_floats(*tensor, [](float one) { return one == 1; }) &&
           !all_floats(*tensor, [](float zero) { return zero == 0; });
  }

  const onnx::Graph& graph_;
  ValueIndex index_;
  std::unordered_set<std::string> static_;
  std::unordered_set<std::string> seen_;
  std::unordered_map<std::string, int> depths_;
  Roles roles_;
};

}  // namespace

Roles find_roles(const onnx::Graph& graph) { return RoleFinder(graph).find(); }

}  // namespace ocelli::graph
