#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include "exec/autocast.h"
#include "exec/network.h"
#include "unit/train/exec_case.h"

namespace ocelli::exec {

// GoogleTest prints a failing case by its name.
void PrintTo(const ExecCase& one, std::ostream* out) { *out << one.model.graph.name; }

namespace {

// Operators whose constants learn.
constexpr std::array<std::string_view, 8> kLearning = {"Conv",
                                                       "ConvTranspose",
                                                       "Gemm",
                                                       "MatMul",
                                                       "PRelu",
                                                       "BatchNormalization",
                                                       "LayerNormalization",
                                                       "GroupNormalization"};

const std::vector<ExecCase>& cases() {
  static const std::vector<ExecCase> kCases =
      read_exec_records(std::string(OCELLI_GOLDEN_DIR) + "/exec_operators.bin");
  return kCases;
}

Network compiled(const ExecCase& one, at::ScalarType type) {
  NetworkOptions options;
  options.type = type;
  Result<Network> network = Network::compile(one.model, options);
  if (!network) throw std::runtime_error(network.error().message);
  return std::move(network).value();
}

std::vector<at::Tensor> run(Network& network, const at::Tensor& input) {
  Result<std::vector<at::Tensor>> outputs = network.forward(input, Mode::kEvaluate);
  if (!outputs) throw std::runtime_error(outputs.error().message);
  return std::move(outputs).value();
}

// What exec_operators.py derives: the outputs' sum, weighted by cos(0), cos(1), …
at::Tensor weighted_sum(const std::vector<at::Tensor>& outputs) {
  at::Tensor sum;
  for (const at::Tensor& output : outputs) {
    if (!output.is_floating_point()) continue;
    const at::Tensor order = at::arange(output.numel(), at::kFloat);
    const at::Tensor weights = at::cos(order).reshape(output.sizes()).to(output.scalar_type());
    const at::Tensor term = at::sum(output * weights);
    sum = sum.defined() ? sum + term : term;
  }
  return sum;
}

void expect_near(const at::Tensor& value, const at::Tensor& expected, double tolerance,
                 const std::string& what) {
  ASSERT_EQ(value.sizes(), expected.sizes()) << what;
  const at::Tensor off = value.to(at::kDouble) - expected.to(at::kDouble);
  EXPECT_LE(largest(at::nan_to_num(off)), tolerance * std::max(1.0, largest(expected))) << what;
}

// By central differences, element by element.
at::Tensor numeric_gradient(Network& network, const at::Tensor& input, at::Tensor varied) {
  constexpr double kStep = 1e-6;
  const at::NoGradGuard no_gradients;
  const at::Tensor gradient = at::zeros_like(varied).contiguous();
  for (std::int64_t i = 0; i < varied.numel(); ++i) {
    const at::Tensor change = at::zeros({varied.numel()}, varied.options());
    change[i] = kStep;
    const at::Tensor step = change.reshape(varied.sizes());
    varied.add_(step);
    const double above = weighted_sum(run(network, input)).item().toDouble();
    varied.sub_(step * 2);
    const double below = weighted_sum(run(network, input)).item().toDouble();
    varied.add_(step);
    gradient.view({-1})[i] = (above - below) / (2 * kStep);
  }
  return gradient;
}

class Operators : public testing::TestWithParam<ExecCase> {};

TEST_P(Operators, GivePytorchsOutputsAndGradients) {
  const ExecCase& expected = GetParam();
  Network network = compiled(expected, at::kFloat);
  const at::Tensor input = expected.tensors.at("input").clone().requires_grad_();
  const std::vector<at::Tensor> outputs = run(network, input);
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const at::Tensor& values = expected.tensors.at("output." + std::to_string(i));
    expect_near(outputs[i], values, values.is_floating_point() ? 1e-6 : 0, "output");
  }
  const at::Tensor sum = weighted_sum(outputs);
  if (!sum.defined() || !sum.requires_grad()) {
    EXPECT_FALSE(expected.tensors.contains("gradient.input"));
    return;
  }
  sum.backward();
  if (const auto found = expected.tensors.find("gradient.input"); found != expected.tensors.end()) {
    ASSERT_TRUE(input.grad().defined());
    expect_near(input.grad(), found->second, 1e-5, "gradient of the input");
  }
  const std::string& op = expected.model.graph.nodes.back().op_type;
  if (std::find(kLearning.begin(), kLearning.end(), op) != kLearning.end()) {
    EXPECT_FALSE(network.parameters().empty());
  }
  for (const Parameter& parameter : network.parameters()) {
    const auto found = expected.tensors.find("gradient." + parameter.name);
    ASSERT_NE(found, expected.tensors.end()) << parameter.name;
    expect_near(parameter.value.grad(), found->second, 1e-5, parameter.name);
  }
}

TEST_P(Operators, HaveTheGradientsOfDifferencesInFloat64) {
  const ExecCase& expected = GetParam();
  if (expected.model.graph.name == "Round-ties") return;  // there the function jumps
  Network network = compiled(expected, at::kDouble);
  at::Tensor input = expected.tensors.at("input").to(at::kDouble).requires_grad_();
  const at::Tensor sum = weighted_sum(run(network, input));
  if (!sum.defined() || !sum.requires_grad()) return;
  sum.backward();
  if (input.grad().defined()) {
    expect_near(input.grad(), numeric_gradient(network, input, input.detach()), 1e-7, "input");
  }
  for (const Parameter& parameter : network.parameters()) {
    const at::Tensor numeric = numeric_gradient(network, input, parameter.value.detach());
    expect_near(parameter.value.grad(), numeric, 1e-7, parameter.name);
  }
}

TEST(Autocast, ComputesConvolutionsAndProductsInBfloat16) {
  constexpr double kEpsilon = 1.0 / 128;  // of bfloat16
  const at::NoGradGuard no_gradients;
  std::size_t seen = 0;
  for (const ExecCase& expected : cases()) {
    const std::string& op = expected.model.graph.nodes.back().op_type;
    if (op != "Conv" && op != "Gemm" && op != "MatMul") continue;
    SCOPED_TRACE(expected.model.graph.name);
    Network network = compiled(expected, at::kFloat);
    const Autocast autocast(at::Device(at::kCPU), true);
    const at::Tensor output = run(network, expected.tensors.at("input"))[0];
    EXPECT_EQ(output.scalar_type(), at::kBFloat16);
    expect_near(output, expected.tensors.at("output.0"), 2 * kEpsilon, "output");
    ++seen;
  }
  EXPECT_GT(seen, 10U);
}

TEST(OperatorCases, AreThere) { EXPECT_GT(cases().size(), 150U); }

std::string case_name(const testing::TestParamInfo<ExecCase>& one) {
  std::string name;
  for (const char c : one.param.model.graph.name) {
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Exec, Operators, testing::ValuesIn(cases()), case_name);

}  // namespace
}  // namespace ocelli::exec
