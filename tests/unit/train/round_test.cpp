#include <cmath>

#include <gtest/gtest.h>

#include "exec/network.h"
#include "golden/round_cases.h"
#include "onnx/float_tensor.h"
#include "train/round/compensating.h"
#include "train/round/layer_inputs.h"
#include "train/round/round_weights.h"

namespace ocelli::train {
namespace {

at::Tensor weight_of(const RoundCase& one) {
  std::vector<float> values(one.weight.begin(), one.weight.end());
  return at::from_blob(values.data(), {one.groups, one.outputs, one.size}, at::kFloat).clone();
}

at::Tensor covariance_of(const RoundCase& one) {
  at::Tensor matrix = at::empty({one.groups, one.size, one.size}, at::kDouble);
  auto cell = matrix.accessor<double, 3>();
  auto next = one.covariance.begin();
  for (int g = 0; g < one.groups; ++g) {
    for (int i = 0; i < one.size; ++i) {
      for (int j = i; j < one.size; ++j) cell[g][i][j] = cell[g][j][i] = *next++;
    }
  }
  return matrix;
}

TEST(Compensating, IntegersAndScalesAreThoseOfNumPy) {
  for (const RoundCase& one : kRoundCases) {
    const CompensatedWeight found = round_compensating(weight_of(one), covariance_of(one));
    const at::Tensor values = found.values.flatten().to(at::kInt);
    const at::Tensor scale = found.scale.to(at::kDouble);
    for (std::size_t i = 0; i < one.values.size(); ++i) {
      ASSERT_EQ(values[static_cast<std::int64_t>(i)].item<int>(), one.values[i])
          << i << " of " << one.size;
    }
    for (std::size_t i = 0; i < one.scale.size(); ++i) {
      EXPECT_NEAR(scale[static_cast<std::int64_t>(i)].item<double>(), one.scale[i],
                  1e-7 * one.scale[i]);
    }
  }
}

onnx::Attribute list(const std::string& name, std::vector<std::int64_t> values) {
  return {name, std::move(values), {}};
}

onnx::Node node(const std::string& type, std::vector<std::string> inputs, const std::string& output,
                std::vector<onnx::Attribute> attributes = {}) {
  onnx::Node result;
  result.op_type = type;
  result.inputs = std::move(inputs);
  result.outputs = {output};
  result.attributes = std::move(attributes);
  return result;
}

onnx::TensorData random_tensor(const std::string& name, std::vector<std::int64_t> dims) {
  const at::Tensor values = at::randn(dims, at::kFloat).contiguous();
  const float* first = values.data_ptr<float>();
  return onnx::tensor_of(name, onnx::DataType::kFloat, std::move(dims),
                         std::vector<float>(first, first + values.numel()));
}

onnx::ValueInfo value(const std::string& name, std::size_t rank) {
  onnx::ValueInfo info;
  info.name = name;
  info.type = onnx::DataType::kFloat;
  info.shape.emplace(rank);
  return info;
}

// Two convolutions, the second grouped and padded by its attribute, and a product.
onnx::Model small_network() {
  at::manual_seed(5);
  onnx::Model model;
  model.opset_imports.push_back({"", 17, {}});
  model.graph.inputs = {value("x", 4)};
  model.graph.outputs = {value("y", 2)};
  model.graph.initializers = {random_tensor("w1", {4, 3, 3, 3}), random_tensor("b1", {4}),
                              random_tensor("w2", {6, 2, 3, 3}), random_tensor("w3", {6, 5}),
                              random_tensor("b3", {5})};
  model.graph.nodes = {
      node("Conv", {"x", "w1", "b1"}, "a", {list("strides", {2, 2}), list("pads", {1, 0, 0, 1})}),
      node("Relu", {"a"}, "b"),
      node("Conv", {"b", "w2"}, "c",
           {{"group", std::int64_t{2}, {}}, {"auto_pad", std::string("SAME_UPPER"), {}}}),
      node("GlobalAveragePool", {"c"}, "d"),
      node("Flatten", {"d"}, "e"),
      node("Gemm", {"e", "w3", "b3"}, "y")};
  return model;
}

TEST(RoundedLayers, AreFoundWithTheirGeometry) {
  const std::vector<RoundedLayer> layers = rounded_layers(small_network().graph);
  ASSERT_EQ(layers.size(), 3U);
  EXPECT_EQ(layers[0].bias, "b1");
  EXPECT_EQ(layers[0].pads, (std::array<std::int64_t, 4>{1, 0, 0, 1}));
  EXPECT_EQ(layers[1].groups, 2);
  EXPECT_EQ(layers[1].size, 18);
  EXPECT_EQ(layers[1].bias, "");
  EXPECT_TRUE(layers[2].outputs_last);
  EXPECT_EQ(layers[2].outputs, 5);
}

// The moments decide which output a layer has on average, and how it varies: W·mean + b and the
// diagonal of W·covariance·Wᵀ are compared with the layer's own outputs.
TEST(InputMoments, AreThoseOfWhatTheLayersCompute) {
  onnx::Model model = small_network();
  const at::Tensor photos = at::randn({4, 3, 9, 10});
  const std::vector<RoundedLayer> layers = rounded_layers(model.graph);
  const auto moments =
      input_moments(model, layers, {photos.narrow(0, 0, 2), photos.narrow(0, 2, 2)});
  ASSERT_TRUE(moments.ok()) << moments.error().message;
  for (const char* name : {"a", "c"}) model.graph.outputs.push_back(value(name, 4));
  auto network = exec::Network::compile(model, {});
  ASSERT_TRUE(network.ok()) << network.error().message;
  const at::NoGradGuard no_gradients;
  const auto outputs = network.value().forward(photos, exec::Mode::kEvaluate);
  ASSERT_TRUE(outputs.ok());
  const std::vector<at::Tensor> given = {outputs.value()[1].transpose(0, 1).flatten(1),
                                         outputs.value()[2].transpose(0, 1).flatten(1),
                                         outputs.value()[0].t()};
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const RoundedLayer& layer = layers[i];
    const auto find = [&](const std::string& name) {
      for (const onnx::TensorData& one : model.graph.initializers) {
        if (one.name == name) return onnx::float_values(one);
      }
      return std::vector<float>(static_cast<std::size_t>(layer.outputs));
    };
    std::vector<float> values = find(layer.weight);
    std::vector<float> bias_values = find(layer.bias);
    at::Tensor weight =
        at::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}, at::kFloat);
    weight = layer.outputs_last ? weight.view({layer.size, layer.outputs}).t() : weight;
    weight = weight.reshape({layer.groups, -1, layer.size}).to(at::kDouble);
    const at::Tensor bias =
        at::from_blob(bias_values.data(), {layer.outputs}, at::kFloat).to(at::kDouble);
    const InputMoments& seen = moments.value()[i];
    const at::Tensor mean = at::matmul(weight, seen.mean.unsqueeze(2)).flatten() + bias;
    const at::Tensor variance = (at::matmul(weight, seen.covariance) * weight).sum(2).flatten();
    const at::Tensor actual = given[i].to(at::kDouble);
    EXPECT_LT((mean - actual.mean(1)).abs().max().item<double>(), 1e-5) << i;
    EXPECT_LT((variance - actual.var(1, false)).abs().max().item<double>(), 1e-4) << i;
  }
}

TEST(RoundWeights, TheMeanOutputIsKeptAndTheErrorIsSmallerThanThatOfTheNearest) {
  onnx::Model model = small_network();
  const at::Tensor photos = at::randn({16, 3, 9, 10});
  const auto rounded = round_weights(model, {photos});
  ASSERT_TRUE(rounded.ok()) << rounded.error().message;
  ASSERT_EQ(rounded.value().size(), 3U);
  const auto error_of = [&](const std::vector<float>& restored, const std::vector<float>& bias) {
    onnx::Model changed = model;
    for (onnx::TensorData& one : changed.graph.initializers) {
      if (one.name == "w1") one = onnx::tensor_of("w1", one.type, one.dims, restored);
      if (one.name == "b1") one = onnx::tensor_of("b1", one.type, one.dims, bias);
    }
    changed.graph.outputs = {value("a", 4)};
    onnx::Model plain = model;
    plain.graph.outputs = {value("a", 4)};
    const at::NoGradGuard no_gradients;
    auto before = exec::Network::compile(plain, {});
    auto after = exec::Network::compile(changed, {});
    const at::Tensor difference = after.value().forward(photos, exec::Mode::kEvaluate).value()[0] -
                                  before.value().forward(photos, exec::Mode::kEvaluate).value()[0];
    return std::pair(difference.pow(2).mean().item<double>(), difference.mean().item<double>());
  };
  const auto restored = [](const graph::Int8Weight& stored, graph::ChannelLayout layout) {
    std::vector<float> values;
    for (std::size_t i = 0; i < stored.values.size(); ++i) {
      values.push_back(static_cast<float>(stored.values[i]) * stored.scale[layout.channel_of(i)]);
    }
    return values;
  };
  const graph::ChannelLayout layout{4, 27};
  const std::vector<float> weight = onnx::float_values(model.graph.initializers[0]);
  const std::vector<float> bias = onnx::float_values(model.graph.initializers[1]);
  const auto nearest = error_of(restored(graph::round_nearest(weight, layout), layout), bias);
  const RoundedWeight& first = rounded.value()[0];
  ASSERT_EQ(first.weight, "w1");
  ASSERT_EQ(first.bias, "b1");
  const auto chosen = error_of(restored(first.values, layout), first.bias_values);
  EXPECT_LT(chosen.first, nearest.first);
  EXPECT_LT(std::abs(chosen.second), 0.2 * std::sqrt(nearest.first));
}

}  // namespace
}  // namespace ocelli::train
