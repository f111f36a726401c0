#include "exec/node_view.h"

#include <utility>

namespace ocelli::exec {
namespace {

template <typename T>
const T* attribute_as(const onnx::Node& node, std::string_view name, std::string_view kind,
                      NodeView& view) {
  const onnx::Attribute* attribute = node.find(name);
  if (attribute == nullptr) return nullptr;
  const auto* value = std::get_if<T>(&attribute->value);
  if (value == nullptr) {
    view.fail("attribute " + std::string(name) + ": expected " + std::string(kind));
  }
  return value;
}

}  // namespace

std::optional<double> NodeView::scalar(std::size_t input) const {
  const at::Tensor* value = constant(input);
  if (value == nullptr || value->numel() != 1 || value->scalar_type() == at::kBool) return {};
  return value->item().toDouble();
}

std::optional<at::Scalar> NodeView::typed_scalar(std::size_t input) const {
  if (!scalar(input)) return {};
  return constant(input)->item();
}

std::optional<Ints> NodeView::ints(std::size_t input) const {
  const at::Tensor* value = constant(input);
  if (value == nullptr || !at::isIntegralType(value->scalar_type(), false)) return {};
  const at::Tensor numbers = value->to(at::kCPU, at::kLong).contiguous();
  const auto* data = numbers.data_ptr<std::int64_t>();
  return Ints(data, data + numbers.numel());
}

std::int64_t NodeView::integer(std::string_view name, std::int64_t fallback) {
  const auto* value = attribute_as<std::int64_t>(node_, name, "an integer", *this);
  return value == nullptr ? fallback : *value;
}

double NodeView::number(std::string_view name, double fallback) {
  const auto* value = attribute_as<float>(node_, name, "a float", *this);
  return value == nullptr ? fallback : static_cast<double>(*value);
}

std::string NodeView::text(std::string_view name, std::string_view fallback) {
  const auto* value = attribute_as<std::string>(node_, name, "a text", *this);
  return value == nullptr ? std::string(fallback) : *value;
}

Ints NodeView::integers(std::string_view name) {
  const auto* value = attribute_as<std::vector<std::int64_t>>(node_, name, "integers", *this);
  return value == nullptr ? Ints() : Ints(value->begin(), value->end());
}

Ints NodeView::integers(std::string_view name, std::size_t count, std::int64_t fallback) {
  Ints values = integers(name);
  if (values.empty()) values.assign(count, fallback);
  if (values.size() != count) {
    fail("attribute " + std::string(name) + ": expected " + std::to_string(count) +
         " integers, came " + std::to_string(values.size()));
    values.assign(count, fallback);
  }
  for (const std::int64_t value : values) {
    if (value < 1) fail("attribute " + std::string(name) + ": expected positive integers");
  }
  return values;
}

void NodeView::expect_inputs(std::size_t required, std::size_t most) {
  bool complete = node_.inputs.size() <= most;
  for (std::size_t i = 0; i < required; ++i) complete = complete && has(i);
  if (complete) return;
  const std::string range = required == most
                                ? std::to_string(required)
                                : std::to_string(required) + " to " + std::to_string(most);
  fail("expected " + range + " inputs, came " + std::to_string(node_.inputs.size()));
}

void NodeView::fail(std::string message) {
  if (failure_.empty()) failure_ = std::move(message);
}

}  // namespace ocelli::exec
