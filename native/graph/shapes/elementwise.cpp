#include <functional>
#include <limits>

#include "graph/shapes/rule.h"

namespace ocelli::graph {
namespace {

void same_as_first(ShapeRule& rule) {
  if (const Dims* dims = rule.dims(0)) rule.set(0, *dims);
  if (const auto* integers = rule.integers(0);
      integers != nullptr && rule.node().op_type == "Cast") {
    rule.set_integers(0, *integers);
  }
}

void broadcast_all(ShapeRule& rule) {
  Dims result;
  for (std::size_t i = 0; i < rule.node().inputs.size(); ++i) {
    const Dims* dims = rule.dims(i);
    if (dims == nullptr) return;
    const auto wider = broadcast(result, *dims);
    if (!wider) return;
    result = *wider;
  }
  rule.set(0, std::move(result));
}

bool overflows(std::string_view operation, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (operation == "Add") return __builtin_add_overflow(a, b, &result);
  if (operation == "Sub") return __builtin_sub_overflow(a, b, &result);
  if (operation == "Mul") return __builtin_mul_overflow(a, b, &result);
  return b == 0 || (b == -1 && a == std::numeric_limits<std::int64_t>::min());
}

std::int64_t compute(std::string_view operation, std::int64_t a, std::int64_t b) {
  if (operation == "Add") return a + b;
  if (operation == "Sub") return a - b;
  if (operation == "Mul") return a * b;
  return a / b;
}

// Arithmetic on shapes: equal lengths, or one of them a single element.
void arithmetic(ShapeRule& rule) {
  broadcast_all(rule);
  const auto* a = rule.integers(0);
  const auto* b = rule.integers(1);
  if (a == nullptr || b == nullptr) return;
  if (a->size() != b->size() && a->size() != 1 && b->size() != 1) return;
  std::vector<std::int64_t> result(std::max(a->size(), b->size()));
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::int64_t first = (*a)[a->size() == 1 ? 0 : i];
    const std::int64_t second = (*b)[b->size() == 1 ? 0 : i];
    if (overflows(rule.node().op_type, first, second)) return;
    result[i] = compute(rule.node().op_type, first, second);
  }
  rule.set_integers(0, std::move(result));
}

}  // namespace

void add_elementwise_rules(ShapeFunctions& rules) {
  for (const std::string_view one : {"Abs",
                                     "BatchNormalization",
                                     "Cast",
                                     "Ceil",
                                     "Celu",
                                     "Clip",
                                     "Dropout",
                                     "Elu",
                                     "Erf",
                                     "Exp",
                                     "Floor",
                                     "Gelu",
                                     "GroupNormalization",
                                     "HardSigmoid",
                                     "HardSwish",
                                     "Identity",
                                     "InstanceNormalization",
                                     "LRN",
                                     "LayerNormalization",
                                     "LeakyRelu",
                                     "Log",
                                     "LogSoftmax",
                                     "Mish",
                                     "Neg",
                                     "Not",
                                     "PRelu",
                                     "Reciprocal",
                                     "Relu",
                                     "Round",
                                     "Selu",
                                     "Sigmoid",
                                     "Sign",
                                     "Softmax",
                                     "Softplus",
                                     "Softsign",
                                     "Sqrt",
                                     "Tanh",
                                     "ThresholdedRelu",
                                     "LpNormalization",
                                     "MeanVarianceNormalization",
                                     "DequantizeLinear",
                                     "QuantizeLinear",
                                     "CumSum"}) {
    rules[one] = same_as_first;
  }
  for (const std::string_view one :
       {"And", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Max", "Mean", "Min",
        "Mod", "Or", "Pow", "Sum", "Where", "Xor"}) {
    rules[one] = broadcast_all;
  }
  for (const std::string_view one : {"Add", "Sub", "Mul", "Div"}) rules[one] = arithmetic;
}

}  // namespace ocelli::graph
