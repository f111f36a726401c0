#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "exec/kernel.h"
#include "exec/node_view.h"

namespace ocelli::exec {

/// What becomes of an operator's first output, so that later steps may write over it.
enum class Memory : std::uint8_t {
  kShared,     ///< may be a view of an input, or an input itself
  kFresh,      ///< new memory that the backward pass does not look at
  kRemembered  ///< new memory that the backward pass reads
};

struct Operator {
  std::string_view name;  ///< ONNX's; the fused ones are named as where ONNX has them later
  /// Checks attributes and inputs, and binds them into a kernel. Wrong ones are noted in the view.
  Kernel (*build)(NodeView& view);
  /// Inputs (one bit each) that are read as shapes, axes or limits, on the host.
  std::uint32_t host_inputs = 0;
  Memory memory = Memory::kShared;
};

/// The operator of that name, or null.
const Operator* find_operator(std::string_view name);

// The families, each in the file of its name.
std::span<const Operator> activation_operators();
std::span<const Operator> attention_operators();
std::span<const Operator> compare_operators();
std::span<const Operator> constant_operators();
std::span<const Operator> conv_operators();
std::span<const Operator> elementwise_operators();
std::span<const Operator> index_operators();
std::span<const Operator> linear_operators();
std::span<const Operator> norm_operators();
std::span<const Operator> pool_operators();
std::span<const Operator> reduce_operators();
std::span<const Operator> resize_operators();
std::span<const Operator> shape_operators();
std::span<const Operator> unary_operators();

}  // namespace ocelli::exec
