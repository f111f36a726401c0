#include "exec/compat.h"
#include "exec/registry.h"

namespace ocelli::exec {
namespace {

// The fused form of MatMul, scaling, Add of a mask, Softmax, MatMul. Inputs: query … × T × D, key
// … × D × S (transposed, as the graph has it), value … × S × E, and perhaps a mask.
Kernel build_attention(NodeView& view) {
  view.expect_inputs(3, 4);
  const double scale = view.number("scale", 1);
  return [scale](const Call& call) {
    return compat::attention(call.in(0), call.in(1).transpose(-2, -1), call.in(2), call.optional(3),
                             scale);
  };
}

constexpr Operator kOperators[] = {{"Attention", build_attention}};

}  // namespace

std::span<const Operator> attention_operators() { return kOperators; }

}  // namespace ocelli::exec
