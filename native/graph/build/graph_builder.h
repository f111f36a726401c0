#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graph/build/initial_values.h"
#include "onnx/model.h"
#include "result.h"

namespace ocelli::graph {

/// A tensor of the graph being built. `shape` leaves the batch out: {C, H, W} or {features}.
struct Value {
  std::string name;
  std::vector<std::int64_t> shape;

  [[nodiscard]] std::int64_t channels() const { return shape.at(0); }
  [[nodiscard]] std::int64_t height() const { return shape.at(1); }
  [[nodiscard]] std::int64_t width() const { return shape.at(2); }
};

/// Height and width; one number stands for both.
struct Extent {
  std::int64_t height = 1;
  std::int64_t width = 1;
  constexpr Extent(std::int64_t both) : height(both), width(both) {}
  constexpr Extent(std::int64_t h, std::int64_t w) : height(h), width(w) {}
};

/// Rows and columns added around a map; an Extent adds it on both sides.
struct Padding {
  std::int64_t top = 0, left = 0, bottom = 0, right = 0;
  constexpr Padding(std::int64_t each) : Padding(Extent(each)) {}
  constexpr Padding(Extent each)
      : top(each.height), left(each.width), bottom(each.height), right(each.width) {}
  constexpr Padding(std::int64_t t, std::int64_t l, std::int64_t b, std::int64_t r)
      : top(t), left(l), bottom(b), right(r) {}
};

/// TensorFlow's SAME for a map of `side` × `side`: the odd row and column come last.
Padding same_padding(std::int64_t side, std::int64_t kernel, std::int64_t stride);

struct ConvOptions {
  std::int64_t out = 1;
  Extent kernel = 1;
  std::int64_t stride = 1;
  Padding padding = 0;
  std::int64_t groups = 1;
  bool bias = false;
};

struct PoolOptions {
  Extent kernel = 1;
  std::int64_t stride = 1;
  Padding padding = 0;
  bool ceil = false;  ///< a last window that hangs over the edge counts (PyTorch's ceil_mode)
};

struct BatchNormOptions {
  float epsilon = 1e-5F;
  float momentum = 0.9F;      ///< share of the running statistics that stays; 1 - PyTorch's
  bool frozen_scale = false;  ///< the scale stays 1 in training
};

struct LinearOptions {
  bool bias = true;
  float scale = 1.0F;                 ///< factor on the product
  InitialRule weight_rule = nullptr;  ///< in place of the builder's rule
};

/// How a network's layers are drawn; PyTorch's defaults.
struct InitialRules {
  InitialRule conv = default_uniform;
  InitialRule conv_bias = default_uniform;
  InitialRule linear = default_uniform;
  InitialRule linear_bias = default_uniform;
};

/// Writes an ONNX graph layer by layer. A layer's name is that of the module in PyTorch's state dict:
/// "layer1.0.conv1" makes the tensor "layer1.0.conv1.weight". Weights are only declared here, and
/// drawn by `finish`. The first error is kept, and what follows it is without meaning.
class GraphBuilder {
 public:
  /// A float tensor that training changes.
  struct Parameter {
    std::string name;
    std::vector<std::int64_t> dims;
    InitialValues values;
    bool is_statistic = false;  ///< which training updates without a gradient
  };

  void rules(const InitialRules& rules) { rules_ = rules; }

  /// The graph's input, N × channels × side × side.
  Value input(const std::string& name, std::int64_t channels, std::int64_t side);
  /// Makes `x` an output of the graph, N × features, called `name`.
  void output(const std::string& name, const Value& x);

  Value conv(const std::string& name, const Value& x, const ConvOptions& options);
  Value batch_norm(const std::string& name, const Value& x, const BatchNormOptions& options = {});
  /// Over the last dimension.
  Value layer_norm(const std::string& name, const Value& x, float epsilon);
  Value linear(const std::string& name, const Value& x, std::int64_t out,
               const LinearOptions& options = {});

  Value relu(const Value& x) { return node("Relu", {x.name}, {}, x.shape); }
  Value relu6(const Value& x);
  /// x·Φ(x), by the error function.
  Value gelu(const Value& x);
  Value add(const Value& a, const Value& b) { return node("Add", {a.name, b.name}, {}, a.shape); }
  /// Along the channels.
  Value concat(const std::vector<Value>& parts);
  Value flatten(const Value& x);
  /// Features in `count` equal parts.
  std::vector<Value> split(const Value& x, std::int64_t count);
  /// Zeroes a share of the elements in training; passes all on otherwise.
  Value dropout(const Value& x, float ratio);

  Value max_pool(const Value& x, const PoolOptions& options) { return pool("MaxPool", x, options); }
  /// Zeros of the padding count, as in PyTorch.
  Value average_pool(const Value& x, const PoolOptions& options);
  /// The mean of each channel, flat: N × C.
  Value global_average(const Value& x);
  /// PyTorch's AdaptiveAvgPool2d, for any ratio of the sizes.
  Value adaptive_average(const Value& x, std::int64_t side);

  // What layers are made of.
  std::string parameter(const std::string& name, std::vector<std::int64_t> dims,
                        const InitialValues& values, bool is_statistic = false);
  std::string scalar(float value);
  std::string whole_number(std::int64_t value);
  std::string whole_numbers(const std::vector<std::int64_t>& values);
  Value node(const std::string& op_type, std::vector<std::string> inputs,
             std::vector<onnx::Attribute> attributes, std::vector<std::int64_t> shape,
             const std::string& name = "");
  /// Notes that training leaves this tensor as it is.
  void freeze(const std::string& name) { frozen_.push_back(name); }
  void fail(const std::string& message);

  [[nodiscard]] const std::vector<Parameter>& parameters() const { return parameters_; }
  [[nodiscard]] const std::vector<std::string>& frozen() const { return frozen_; }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  /// The graph with its weights, which take the place of the declarations.
  onnx::Graph finish(const std::string& name, std::uint64_t seed) &&;

 private:
  Value pool(const std::string& op_type, const Value& x, const PoolOptions& options,
             std::vector<onnx::Attribute> attributes = {});
  std::string constant_node(const std::string& name, onnx::TensorData value);
  std::string averaging_matrix(std::int64_t in, std::int64_t out, bool columns);
  std::int64_t windows(const std::string& name, std::int64_t length, std::int64_t kernel,
                       std::int64_t stride);
  std::string unique(const std::string& name);

  InitialRules rules_;
  onnx::Graph graph_;
  std::vector<Parameter> parameters_;
  std::vector<std::string> frozen_;
  std::set<std::string> names_;
  std::optional<Error> error_;
};

}  // namespace ocelli::graph
