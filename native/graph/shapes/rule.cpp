#include "graph/shapes/rule.h"

#include <algorithm>
#include <variant>

namespace ocelli::graph {
namespace {

// No tensor has such a dim; below it, the rules' arithmetic cannot overflow.
constexpr std::int64_t kLongest = std::int64_t{1} << 40;

}  // namespace

bool ShapeRule::has(std::size_t input) const {
  return input < node_.inputs.size() && !node_.inputs[input].empty();
}

const Dims* ShapeRule::dims(std::size_t input) const {
  if (!has(input)) return nullptr;
  const auto found = values_.find(node_.inputs[input]);
  return found == values_.end() || !found->second.dims ? nullptr : &*found->second.dims;
}

const std::vector<std::int64_t>* ShapeRule::integers(std::size_t input) const {
  if (!has(input)) return nullptr;
  const auto found = values_.find(node_.inputs[input]);
  return found == values_.end() || !found->second.integers ? nullptr : &*found->second.integers;
}

std::int64_t ShapeRule::attribute(std::string_view name, std::int64_t fallback) const {
  const onnx::Attribute* found = node_.find(name);
  const auto* value = found == nullptr ? nullptr : std::get_if<std::int64_t>(&found->value);
  return value == nullptr ? fallback : *value;
}

std::vector<std::int64_t> ShapeRule::list(std::string_view name) const {
  const onnx::Attribute* found = node_.find(name);
  const auto* value =
      found == nullptr ? nullptr : std::get_if<std::vector<std::int64_t>>(&found->value);
  return value == nullptr ? std::vector<std::int64_t>{} : *value;
}

std::string ShapeRule::text(std::string_view name) const {
  const onnx::Attribute* found = node_.find(name);
  const auto* value = found == nullptr ? nullptr : std::get_if<std::string>(&found->value);
  return value == nullptr ? std::string() : *value;
}

std::optional<std::vector<std::int64_t>> ShapeRule::attribute_or_input(std::string_view name,
                                                                       std::size_t input) const {
  if (!has(input)) return list(name);
  const std::vector<std::int64_t>* given = integers(input);
  if (given == nullptr) return std::nullopt;
  return *given;
}

void ShapeRule::set(std::size_t output, Dims dims) {
  if (output >= node_.outputs.size() || node_.outputs[output].empty()) return;
  const bool plausible = std::all_of(dims.begin(), dims.end(), [](std::int64_t length) {
    return length >= 0 && length <= kLongest;
  });
  if (plausible) values_[node_.outputs[output]].dims = std::move(dims);
}

void ShapeRule::set_integers(std::size_t output, std::vector<std::int64_t> integers) {
  if (output >= node_.outputs.size() || node_.outputs[output].empty()) return;
  values_[node_.outputs[output]].integers = std::move(integers);
}

std::optional<std::size_t> axis_of(std::int64_t axis, std::size_t rank) {
  const auto count = static_cast<std::int64_t>(rank);
  if (axis < -count || axis >= count) return std::nullopt;
  return static_cast<std::size_t>(axis < 0 ? axis + count : axis);
}

std::optional<Dims> broadcast(const Dims& a, const Dims& b) {
  const std::size_t rank = std::max(a.size(), b.size());
  Dims result(rank);
  for (std::size_t back = 1; back <= rank; ++back) {
    const std::int64_t first = back <= a.size() ? a[a.size() - back] : 1;
    const std::int64_t second = back <= b.size() ? b[b.size() - back] : 1;
    if (first != second && first != 1 && second != 1) return std::nullopt;
    result[rank - back] = first == 1 ? second : first;
  }
  return result;
}

std::optional<std::int64_t> product(const std::int64_t* first, const std::int64_t* last) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 62;
  std::int64_t result = 1;
  for (; first != last; ++first) {
    if (*first < 0 || (*first > 0 && result > kLargest / *first)) return std::nullopt;
    result *= *first;
  }
  return result;
}

}  // namespace ocelli::graph
