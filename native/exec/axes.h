#pragma once

#include <cstdint>
#include <functional>

#include <ATen/ATen.h>

#include "exec/kernel.h"
#include "exec/node_view.h"

namespace ocelli::exec {

/// `axis` counted from the front. Throws c10::Error where the rank has no such axis.
std::int64_t from_front(std::int64_t axis, std::int64_t rank);

/// Integers that later opsets take from an input and earlier ones from an attribute: known when the
/// kernel is built, or read from the call.
class IntsArgument {
 public:
  IntsArgument(NodeView& view, std::size_t input, const char* attribute);
  /// Whether the node gives them at all.
  [[nodiscard]] bool given() const { return given_; }
  [[nodiscard]] Ints read(const Call& call) const { return known_ ? values_ : call.ints(input_); }

 private:
  std::size_t input_;
  bool given_ = false;
  bool known_ = false;
  Ints values_;
};

/// What a hostile file may make one tensor grow to: 2²⁹ elements.
void check_size(at::IntArrayRef shape);

}  // namespace ocelli::exec
