#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include "exec/network.h"
#include "train/optimize/loss.h"
#include "train/optimize/optimizer.h"
#include "unit/train/exec_case.h"

namespace ocelli::exec {
namespace {

const std::vector<ExecCase>& cases() {
  static const std::vector<ExecCase> kCases =
      read_exec_records(std::string(OCELLI_GOLDEN_DIR) + "/exec_networks.bin");
  return kCases;
}

Network compiled(const ExecCase& one) {
  Result<Network> network = Network::compile(one.model, {});
  if (!network) throw std::runtime_error(network.error().message);
  return std::move(network).value();
}

at::Tensor logits_of(Network& network, const at::Tensor& input, Mode mode) {
  Result<std::vector<at::Tensor>> outputs = network.forward(input, mode);
  if (!outputs) throw std::runtime_error(outputs.error().message);
  return outputs.value()[0];
}

at::Tensor inferred(Network& network, const at::Tensor& input) {
  const at::NoGradGuard no_gradients;
  return logits_of(network, input, Mode::kEvaluate);
}

void expect_near(const at::Tensor& value, const at::Tensor& expected, double tolerance) {
  ASSERT_EQ(value.sizes(), expected.sizes());
  EXPECT_LE(largest(value.detach() - expected), tolerance * largest(expected));
}

train::Optimizer sgd(Network& network) {
  train::ParameterGroup all;
  for (const Parameter& parameter : network.parameters()) {
    all.names.push_back(parameter.name);
    all.values.push_back(parameter.value);
  }
  return {{.kind = train::OptimizerKind::kSgd, .momentum = 0.9, .nesterov = true}, {all}};
}

TEST(SmallNetworks, AreThere) { EXPECT_EQ(cases().size(), 6U); }

TEST(SmallNetworks, GivePytorchsLogitsAndGradients) {
  for (const ExecCase& expected : cases()) {
    SCOPED_TRACE(expected.model.graph.name);
    Network network = compiled(expected);
    const at::Tensor& input = expected.tensors.at("input");
    expect_near(inferred(network, input), expected.tensors.at("logits"), 1e-5);
    const at::Tensor logits = logits_of(network, input, Mode::kTrain);
    train::batch_loss(logits, expected.tensors.at("labels"), {}).backward();
    for (const Parameter& parameter : network.parameters()) {
      SCOPED_TRACE(parameter.name);
      ASSERT_TRUE(expected.tensors.contains("gradient." + parameter.name));
      const at::Tensor& gradient = expected.tensors.at("gradient." + parameter.name);
      const at::Tensor off = parameter.value.grad() - gradient;
      EXPECT_LE(largest(off), 1e-4 * std::max(largest(gradient), 1e-3));
    }
  }
}

TEST(SmallNetworks, LearnAsInPytorchForTenSteps) {
  for (const ExecCase& expected : cases()) {
    SCOPED_TRACE(expected.model.graph.name);
    Network network = compiled(expected);
    train::Optimizer optimizer = sgd(network);
    const at::Tensor& input = expected.tensors.at("input");
    const at::Tensor& losses = expected.tensors.at("losses");
    for (std::int64_t step = 0; step < losses.numel(); ++step) {
      optimizer.zero_gradients();
      const at::Tensor logits = logits_of(network, input, Mode::kTrain);
      const at::Tensor loss = train::batch_loss(logits, expected.tensors.at("labels"), {});
      EXPECT_NEAR(loss.item<float>(), losses[step].item<float>(), 1e-4) << "step " << step;
      loss.backward();
      optimizer.step(0.05);
    }
    expect_near(inferred(network, input), expected.tensors.at("logits-after"), 1e-3);
  }
}

TEST(SmallNetworks, AnswerABatchAsEachPhotoAlone) {
  for (const ExecCase& expected : cases()) {
    SCOPED_TRACE(expected.model.graph.name);
    Network network = compiled(expected);
    const at::Tensor& input = expected.tensors.at("input");
    const at::Tensor together = inferred(network, input);
    for (std::int64_t i = 0; i < input.size(0); ++i) {
      expect_near(inferred(network, input.narrow(0, i, 1)), together.narrow(0, i, 1), 1e-5);
    }
  }
}

}  // namespace
}  // namespace ocelli::exec
