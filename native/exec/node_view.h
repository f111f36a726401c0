#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/ATen.h>

#include "exec/kernel.h"
#include "onnx/model.h"

namespace ocelli::exec {

/// A node as the builder of its kernel sees it: attributes, and inputs known before the run. What is
/// wrong with them is noted once, by `fail` or by an accessor, and read by the compiler afterwards.
class NodeView {
 public:
  /// `constants`: a tensor for each input that is constant (never a trainable one), else null.
  NodeView(const onnx::Node& node, std::int64_t opset, std::vector<const at::Tensor*> constants,
           at::ScalarType type)
      : node_(node), opset_(opset), constants_(std::move(constants)), type_(type) {}

  [[nodiscard]] const onnx::Node& node() const { return node_; }
  [[nodiscard]] std::int64_t opset() const { return opset_; }
  /// The type that floats are computed in.
  [[nodiscard]] at::ScalarType type() const { return type_; }
  [[nodiscard]] std::size_t input_count() const { return node_.inputs.size(); }
  [[nodiscard]] bool has(std::size_t input) const {
    return input < node_.inputs.size() && !node_.inputs[input].empty();
  }
  [[nodiscard]] const at::Tensor* constant(std::size_t input) const {
    return input < constants_.size() ? constants_[input] : nullptr;
  }
  /// The value of a constant input of one element, of any type but bool.
  [[nodiscard]] std::optional<double> scalar(std::size_t input) const;
  /// The same, with its own type, for arithmetic with tensors of that type.
  [[nodiscard]] std::optional<at::Scalar> typed_scalar(std::size_t input) const;
  /// The elements of a constant input of integers.
  [[nodiscard]] std::optional<Ints> ints(std::size_t input) const;

  [[nodiscard]] bool has_attribute(std::string_view name) const {
    return node_.find(name) != nullptr;
  }
  std::int64_t integer(std::string_view name, std::int64_t fallback);
  double number(std::string_view name, double fallback);
  std::string text(std::string_view name, std::string_view fallback);
  /// Empty where the attribute is left out.
  Ints integers(std::string_view name);
  /// `count` positive integers, or that many times `fallback` where the attribute is left out.
  Ints integers(std::string_view name, std::size_t count, std::int64_t fallback);

  /// Checks that the inputs 0 to `required` − 1 are there and no more than `most`.
  void expect_inputs(std::size_t required, std::size_t most);
  void fail(std::string message);
  /// What is wrong, or empty.
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  const onnx::Node& node_;
  std::int64_t opset_;
  std::vector<const at::Tensor*> constants_;
  at::ScalarType type_;
  std::string failure_;
};

}  // namespace ocelli::exec
