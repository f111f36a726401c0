#include <algorithm>
#include <cstddef>

#include "graph/shapes/rule.h"

namespace ocelli::graph {
namespace {

void shape(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  if (input == nullptr) return;
  const auto rank = static_cast<std::int64_t>(input->size());
  const auto place = [&](std::int64_t axis) {
    return std::clamp(axis < 0 ? axis + rank : axis, std::int64_t{0}, rank);
  };
  const std::int64_t start = place(rule.attribute("start", 0));
  const std::int64_t end = std::max(start, place(rule.attribute("end", rank)));
  rule.set(0, {end - start});
  rule.set_integers(0, {input->begin() + start, input->begin() + end});
}

void gather(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  const Dims* indices = rule.dims(1);
  if (input == nullptr || indices == nullptr) return;
  const auto axis = axis_of(rule.attribute("axis", 0), input->size());
  if (!axis) return;
  const auto place = static_cast<std::ptrdiff_t>(*axis);
  Dims result(input->begin(), input->begin() + place);
  result.insert(result.end(), indices->begin(), indices->end());
  result.insert(result.end(), input->begin() + place + 1, input->end());
  rule.set(0, std::move(result));
  const auto* from = rule.integers(0);
  const auto* which = rule.integers(1);
  if (from == nullptr || which == nullptr || input->size() != 1) return;
  std::vector<std::int64_t> taken;
  for (const std::int64_t index : *which) {
    const auto element = axis_of(index, from->size());
    if (!element) return;
    taken.push_back((*from)[*element]);
  }
  rule.set_integers(0, std::move(taken));
}

void concat(ShapeRule& rule) {
  const std::size_t count = rule.node().inputs.size();
  const Dims* first = rule.dims(0);
  if (first == nullptr) return;
  const auto axis = axis_of(rule.attribute("axis", 0), first->size());
  if (!axis) return;
  Dims result = *first;
  std::optional<std::vector<std::int64_t>> integers(std::in_place);
  for (std::size_t i = 0; i < count; ++i) {
    const Dims* dims = rule.dims(i);
    if (dims == nullptr || dims->size() != result.size()) return;
    if (i > 0) result[*axis] += (*dims)[*axis];
    const auto* part = rule.integers(i);
    if (part == nullptr) integers.reset();
    if (integers) integers->insert(integers->end(), part->begin(), part->end());
  }
  if (integers && result.size() == 1) rule.set_integers(0, *std::move(integers));
  rule.set(0, std::move(result));
}

void split(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  const auto parts = rule.attribute_or_input("split", 1);
  if (input == nullptr || !parts) return;
  const auto axis = axis_of(rule.attribute("axis", 0), input->size());
  const auto count = static_cast<std::int64_t>(rule.node().outputs.size());
  if (!axis || count == 0 || (!parts->empty() && parts->size() != rule.node().outputs.size()))
    return;
  const std::int64_t each = ((*input)[*axis] + count - 1) / count;
  std::int64_t left = (*input)[*axis];
  for (std::size_t i = 0; i < rule.node().outputs.size(); ++i) {
    Dims result = *input;
    result[*axis] = parts->empty() ? std::min(each, left) : (*parts)[i];
    left -= result[*axis];
    rule.set(i, std::move(result));
  }
}

struct Range {
  std::int64_t start = 0;
  std::int64_t step = 1;
  std::int64_t count = 0;
};

// As ONNX's Slice clamps what lies outside.
std::optional<Range> range_of(std::int64_t start, std::int64_t end, std::int64_t step,
                              std::int64_t length) {
  constexpr std::int64_t kLargestStep = std::int64_t{1} << 40;
  if (step == 0 || step > kLargestStep || step < -kLargestStep) return std::nullopt;
  const std::int64_t lowest = step > 0 ? 0 : -1;
  const std::int64_t highest = step > 0 ? length : length - 1;
  const auto clamped = [&](std::int64_t place) {
    return std::clamp(place < 0 ? place + length : place, lowest, highest);
  };
  const std::int64_t first =
      step > 0 ? clamped(start)
               : std::clamp(start < 0 ? start + length : start, std::int64_t{0}, highest);
  const std::int64_t last = clamped(end);
  const std::int64_t distance = step > 0 ? last - first : first - last;
  const std::int64_t stride = step > 0 ? step : -step;
  return Range{first, step, distance > 0 ? (distance + stride - 1) / stride : 0};
}

void slice(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  const auto* starts = rule.integers(1);
  const auto* ends = rule.integers(2);
  if (input == nullptr || starts == nullptr || ends == nullptr) return;
  const auto* axes = rule.integers(3);
  const auto* steps = rule.integers(4);
  if (ends->size() != starts->size() || (rule.has(3) && axes == nullptr) ||
      (rule.has(4) && steps == nullptr)) {
    return;
  }
  Dims result = *input;
  Range range{0, 1, input->empty() ? 0 : (*input)[0]};
  for (std::size_t i = 0; i < starts->size(); ++i) {
    if ((axes != nullptr && i >= axes->size()) || (steps != nullptr && i >= steps->size())) return;
    const auto axis =
        axis_of(axes == nullptr ? static_cast<std::int64_t>(i) : (*axes)[i], input->size());
    if (!axis) return;
    const auto part =
        range_of((*starts)[i], (*ends)[i], steps == nullptr ? 1 : (*steps)[i], (*input)[*axis]);
    if (!part) return;
    range = *part;
    result[*axis] = part->count;
  }
  rule.set(0, std::move(result));
  const auto* from = rule.integers(0);
  if (from == nullptr || input->size() != 1 || starts->size() != 1) return;
  std::vector<std::int64_t> taken;
  for (std::int64_t i = 0; i < range.count; ++i) {
    const auto place = static_cast<std::size_t>(range.start + i * range.step);
    if (place >= from->size()) return;
    taken.push_back((*from)[place]);
  }
  rule.set_integers(0, std::move(taken));
}

void constant_of_shape(ShapeRule& rule) {
  const auto* wanted = rule.integers(0);
  if (wanted != nullptr) rule.set(0, *wanted);
}

}  // namespace

void add_index_rules(ShapeFunctions& rules) {
  rules["Shape"] = shape;
  rules["Gather"] = gather;
  rules["Concat"] = concat;
  rules["Split"] = split;
  rules["Slice"] = slice;
  rules["ConstantOfShape"] = constant_of_shape;
}

}  // namespace ocelli::graph
