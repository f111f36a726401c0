#include <algorithm>
#include <cstddef>

#include "graph/shapes/rule.h"

namespace ocelli::graph {
namespace {

// The elements of a shape stay in order, whatever the form around them.
void keep_integers(ShapeRule& rule) {
  if (const auto* integers = rule.integers(0)) rule.set_integers(0, *integers);
}

void reshape(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  const auto* wanted = rule.integers(1);
  if (input == nullptr || wanted == nullptr) return;
  Dims result = *wanted;
  std::optional<std::size_t> open;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (result[i] == 0 && rule.attribute("allowzero", 0) == 0) {
      if (i >= input->size()) return;
      result[i] = (*input)[i];
    } else if (result[i] == -1) {
      if (open) return;
      open = i;
      result[i] = 1;
    }
  }
  const auto total = product(input->data(), input->data() + input->size());
  const auto rest = product(result.data(), result.data() + result.size());
  if (!total || !rest) return;
  if (open && *rest > 0) result[*open] = *total / *rest;
  rule.set(0, std::move(result));
  keep_integers(rule);
}

void flatten(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  if (input == nullptr) return;
  const std::int64_t axis = rule.attribute("axis", 1);
  const auto rank = static_cast<std::int64_t>(input->size());
  const std::int64_t place = axis < 0 ? axis + rank : axis;
  if (place < 0 || place > rank) return;
  const std::int64_t* first = input->data();
  const auto before = product(first, first + place);
  const auto after = product(first + place, first + rank);
  if (before && after) rule.set(0, {*before, *after});
}

void transpose(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  if (input == nullptr) return;
  const std::vector<std::int64_t> order = rule.list("perm");
  Dims result;
  for (std::size_t i = 0; i < input->size(); ++i) {
    const auto from = order.empty()      ? std::optional(input->size() - 1 - i)
                      : i < order.size() ? axis_of(order[i], input->size())
                                         : std::nullopt;
    if (!from) return;
    result.push_back((*input)[*from]);
  }
  rule.set(0, std::move(result));
}

void squeeze(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  const auto axes = rule.attribute_or_input("axes", 1);
  if (input == nullptr || !axes) return;
  std::vector<bool> dropped(input->size());
  for (std::size_t i = 0; axes->empty() && i < input->size(); ++i) dropped[i] = (*input)[i] == 1;
  for (const std::int64_t axis : *axes) {
    const auto place = axis_of(axis, input->size());
    if (!place) return;
    dropped[*place] = true;
  }
  Dims result;
  for (std::size_t i = 0; i < input->size(); ++i) {
    if (!dropped[i]) result.push_back((*input)[i]);
  }
  rule.set(0, std::move(result));
  keep_integers(rule);
}

void unsqueeze(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  const auto axes = rule.attribute_or_input("axes", 1);
  if (input == nullptr || !axes) return;
  const std::size_t rank = input->size() + axes->size();
  std::vector<bool> added(rank);
  for (const std::int64_t axis : *axes) {
    const auto place = axis_of(axis, rank);
    if (!place || added[*place]) return;
    added[*place] = true;
  }
  Dims result(rank, 1);
  auto next = input->begin();
  for (std::size_t i = 0; i < rank; ++i) {
    if (!added[i]) result[i] = *next++;
  }
  rule.set(0, std::move(result));
  keep_integers(rule);
}

void expand(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  const auto* wanted = rule.integers(1);
  if (input == nullptr || wanted == nullptr) return;
  if (auto dims = broadcast(*input, *wanted)) rule.set(0, *std::move(dims));
}

void tile(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  const auto* repeats = rule.integers(1);
  if (input == nullptr || repeats == nullptr || repeats->size() != input->size()) return;
  Dims result;
  for (std::size_t i = 0; i < input->size(); ++i) {
    const std::int64_t pair[] = {(*input)[i], (*repeats)[i]};
    const auto length = product(pair, pair + 2);
    if (!length) return;
    result.push_back(*length);
  }
  rule.set(0, std::move(result));
}

void pad(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  const auto pads = rule.attribute_or_input("pads", 1);
  if (input == nullptr || !pads || rule.has(3) || pads->size() != 2 * input->size()) return;
  Dims result = *input;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const bool too_large = std::max(std::abs((*pads)[i]), std::abs((*pads)[i + result.size()])) >
                           (std::int64_t{1} << 40);
    if (too_large) return;
    result[i] += (*pads)[i] + (*pads)[i + result.size()];
  }
  rule.set(0, std::move(result));
}

void depth_to_space(ShapeRule& rule) {
  const Dims* input = rule.dims(0);
  const std::int64_t block = rule.attribute("blocksize", 1);
  if (input == nullptr || input->size() != 4 || block < 1 || block > 1 << 10) return;
  const Dims& d = *input;
  if (rule.node().op_type == "DepthToSpace") {
    rule.set(0, {d[0], d[1] / (block * block), d[2] * block, d[3] * block});
  } else {
    rule.set(0, {d[0], d[1] * block * block, d[2] / block, d[3] / block});
  }
}

}  // namespace

void add_layout_rules(ShapeFunctions& rules) {
  rules["Reshape"] = reshape;
  rules["Flatten"] = flatten;
  rules["Transpose"] = transpose;
  rules["Squeeze"] = squeeze;
  rules["Unsqueeze"] = unsqueeze;
  rules["Expand"] = expand;
  rules["Tile"] = tile;
  rules["Pad"] = pad;
  rules["DepthToSpace"] = depth_to_space;
  rules["SpaceToDepth"] = depth_to_space;
}

}  // namespace ocelli::graph
