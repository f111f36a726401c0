#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "graph/shapes/shapes.h"

namespace ocelli::graph {

/// A node whose outputs' shapes are wanted, and what is known of its inputs.
class ShapeRule {
 public:
  ShapeRule(const onnx::Node& node, KnownValues& values) : node_(node), values_(values) {}

  [[nodiscard]] const onnx::Node& node() const { return node_; }
  [[nodiscard]] bool has(std::size_t input) const;
  /// Null where nothing is known, or the input is left out.
  [[nodiscard]] const Dims* dims(std::size_t input) const;
  [[nodiscard]] const std::vector<std::int64_t>* integers(std::size_t input) const;

  [[nodiscard]] std::int64_t attribute(std::string_view name, std::int64_t fallback) const;
  [[nodiscard]] std::vector<std::int64_t> list(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name) const;
  /// Axes and the like: an attribute in older opsets, an input in newer ones. Nothing: unknown;
  /// empty: left out.
  [[nodiscard]] std::optional<std::vector<std::int64_t>> attribute_or_input(
      std::string_view name, std::size_t input) const;

  /// What no tensor can have (a length below 0, or of more than 2⁴⁰) stays unknown.
  void set(std::size_t output, Dims dims);
  void set_integers(std::size_t output, std::vector<std::int64_t> integers);

 private:
  const onnx::Node& node_;
  KnownValues& values_;
};

/// Sets what it can tell of a node's outputs; what contradicts the operator is left unknown.
using ShapeFunction = void (*)(ShapeRule&);
using ShapeFunctions = std::unordered_map<std::string_view, ShapeFunction>;

// Each adds the operators of one kind.
void add_elementwise_rules(ShapeFunctions& rules);
void add_window_rules(ShapeFunctions& rules);
void add_layout_rules(ShapeFunctions& rules);
void add_index_rules(ShapeFunctions& rules);
void add_product_rules(ShapeFunctions& rules);

/// An axis counted from the front, or nothing where the rank does not have it.
std::optional<std::size_t> axis_of(std::int64_t axis, std::size_t rank);

/// The dims that NumPy's broadcasting gives; nothing where they do not fit.
std::optional<Dims> broadcast(const Dims& a, const Dims& b);

/// The product of some dims; nothing where it would not fit 62 bits.
std::optional<std::int64_t> product(const std::int64_t* first, const std::int64_t* last);

}  // namespace ocelli::graph
