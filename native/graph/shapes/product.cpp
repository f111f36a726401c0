#include <algorithm>

#include "graph/shapes/rule.h"

namespace ocelli::graph {
namespace {

void gemm(ShapeRule& rule) {
  const Dims* a = rule.dims(0);
  const Dims* b = rule.dims(1);
  if (a == nullptr || b == nullptr || a->size() != 2 || b->size() != 2) return;
  rule.set(0, {(*a)[rule.attribute("transA", 0) != 0 ? 1 : 0],
               (*b)[rule.attribute("transB", 0) != 0 ? 0 : 1]});
}

void matmul(ShapeRule& rule) {
  const Dims* a = rule.dims(0);
  const Dims* b = rule.dims(1);
  if (a == nullptr || b == nullptr || a->size() < 2 || b->size() < 2) return;
  const auto batch = broadcast(Dims(a->begin(), a->end() - 2), Dims(b->begin(), b->end() - 2));
  if (!batch || a->back() != (*b)[b->size() - 2]) return;
  Dims result = *batch;
  result.push_back((*a)[a->size() - 2]);
  result.push_back(b->back());
  rule.set(0, std::move(result));
}

void reduce(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  const auto axes = rule.attribute_or_input("axes", 1);
  if (input == nullptr || !axes) return;
  const bool keep = rule.attribute("keepdims", 1) != 0;
  if (axes->empty() && rule.attribute("noop_with_empty_axes", 0) != 0) return rule.set(0, *input);
  std::vector<bool> reduced(input->size(), axes->empty());
  for (const std::int64_t axis : *axes) {
    const auto place = axis_of(axis, input->size());
    if (!place) return;
    reduced[*place] = true;
  }
  Dims result;
  for (std::size_t i = 0; i < input->size(); ++i) {
    if (!reduced[i]) {
      result.push_back((*input)[i]);
    } else if (keep) {
      result.push_back(1);
    }
  }
  rule.set(0, std::move(result));
}

void arg_reduce(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  if (input == nullptr) return;
  const auto axis = axis_of(rule.attribute("axis", 0), input->size());
  if (!axis) return;
  Dims result = *input;
  if (rule.attribute("keepdims", 1) != 0) {
    result[*axis] = 1;
  } else {
    result.erase(result.begin() + static_cast<std::ptrdiff_t>(*axis));
  }
  rule.set(0, std::move(result));
}

}  // namespace

void add_product_rules(ShapeFunctions& rules) {
  rules["Gemm"] = gemm;
  rules["MatMul"] = matmul;
  for (const std::string_view one :
       {"ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean",
        "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare"}) {
    rules[one] = reduce;
  }
  rules["ArgMax"] = arg_reduce;
  rules["ArgMin"] = arg_reduce;
}

}  // namespace ocelli::graph
