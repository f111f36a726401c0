#include "graph/multiply_adds.h"

#include "graph/shapes/rule.h"

namespace ocelli::graph {
namespace {

std::optional<std::int64_t> times(const Dims& dims, std::int64_t factor) {
  Dims all = dims;
  all.push_back(factor);
  return product(all.data(), all.data() + all.size());
}

// What one output element sums over.
std::optional<std::int64_t> summed(const onnx::Node& node, const Dims& a, const Dims& b) {
  if (node.op_type == "MatMul") return a.empty() ? std::nullopt : std::optional(a.back());
  if (node.op_type == "Gemm") {
    const onnx::Attribute* found = node.find("transA");
    const auto* transposed = found == nullptr ? nullptr : std::get_if<std::int64_t>(&found->value);
    if (a.size() != 2) return std::nullopt;
    return a[transposed != nullptr && *transposed != 0 ? 0 : 1];
  }
  // A convolution's weight is out × in/groups × kernel.
  if (b.size() < 3) return std::nullopt;
  return product(b.data() + 1, b.data() + b.size());
}

}  // namespace

bool is_product(const onnx::Node& node) {
  if (!node.domain.empty()) return false;
  return node.op_type == "Conv" || node.op_type == "ConvTranspose" || node.op_type == "Gemm" ||
         node.op_type == "MatMul";
}

std::optional<std::int64_t> multiply_adds(const onnx::Node& node, const KnownValues& values) {
  if (node.inputs.size() < 2 || node.outputs.empty()) return std::nullopt;
  const auto a = dims_of(values, node.inputs[0]);
  const auto b = dims_of(values, node.inputs[1]);
  if (!a || !b) return std::nullopt;
  if (node.op_type == "ConvTranspose") {
    // Each input element meets the kernel of every output channel: in × out/groups × kernel.
    const auto each = summed(node, *a, *b);
    return each ? times(*a, *each) : std::nullopt;
  }
  const auto output = dims_of(values, node.outputs[0]);
  const auto each = summed(node, *a, *b);
  return output && each ? times(*output, *each) : std::nullopt;
}

}  // namespace ocelli::graph
