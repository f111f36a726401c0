#include "exec/axes.h"

namespace ocelli::exec {

std::int64_t from_front(std::int64_t axis, std::int64_t rank) {
  TORCH_CHECK(axis >= -rank && axis < rank, "axis ", axis, " of a tensor of ", rank, " dimensions");
  return axis < 0 ? axis + rank : axis;
}

IntsArgument::IntsArgument(NodeView& view, std::size_t input, const char* attribute)
    : input_(input) {
  if (view.has(input)) {
    given_ = true;
    if (const std::optional<Ints> values = view.ints(input)) {
      known_ = true;
      values_ = *values;
    }
  } else if (view.has_attribute(attribute)) {
    given_ = known_ = true;
    values_ = view.integers(attribute);
  }
}

void check_size(at::IntArrayRef shape) {
  constexpr std::int64_t kMost = std::int64_t{1} << 29;
  std::int64_t count = 1;
  for (const std::int64_t length : shape) {
    TORCH_CHECK(length >= 0, "a length of ", length);
    TORCH_CHECK(length == 0 || count <= kMost / length, "a tensor of shape ", shape);
    count *= length;
  }
}

}  // namespace ocelli::exec
