#include "train/optimize/optimizer.h"

#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "golden/optimizer_cases.h"
#include "train/optimize/ema.h"

namespace ocelli::train {
namespace {

using namespace ocelli::test;

at::Tensor tensor_of(std::span<const float> values) {
  return at::tensor(at::ArrayRef<float>(values.data(), values.size()), at::kFloat);
}

at::Tensor start() { return tensor_of(kStart).requires_grad_(); }

Optimizer optimizer_for(const OptimizerSpec& spec, const at::Tensor& weight) {
  return Optimizer(spec, {{{"w"}, {weight}, 1.0, kDecay}});
}

void set_gradient(at::Tensor& weight, int step) {
  weight.mutable_grad() = 2 * (weight.detach() - tensor_of(kTarget)) + 0.1 * step;
}

at::Tensor after_steps(const OptimizerSpec& spec) {
  at::Tensor weight = start();
  Optimizer optimizer = optimizer_for(spec, weight);
  for (int step = 0; step < kSteps; ++step) {
    set_gradient(weight, step);
    optimizer.step(kRate);
  }
  return weight.detach();
}

void expect_close(const at::Tensor& weight, std::span<const float> expected) {
  const at::Tensor difference = (weight - tensor_of(expected)).abs().max();
  EXPECT_LE(difference.item<float>(), 1e-6) << weight;
}

TEST(Optimizer, SgdGivesPyTorchsWeights) {
  expect_close(after_steps({.kind = OptimizerKind::kSgd, .momentum = 0}), kSgdPlain);
  expect_close(after_steps({.kind = OptimizerKind::kSgd, .nesterov = false}), kSgdMomentum);
  expect_close(after_steps({.kind = OptimizerKind::kSgd}), kSgdNesterov);
}

TEST(Optimizer, AdamAndAdamWGivePyTorchsWeights) {
  expect_close(after_steps({.kind = OptimizerKind::kAdam}), test::kAdam);
  expect_close(after_steps({.kind = OptimizerKind::kAdamW}), test::kAdamW);
}

TEST(Optimizer, ATensorWithoutAGradientStaysAsItIs) {
  at::Tensor used = start(), unused = start();
  Optimizer optimizer({}, {{{"used", "unused"}, {used, unused}, 1.0, kDecay}});
  set_gradient(used, 0);
  optimizer.step(kRate);
  EXPECT_TRUE(at::equal(unused.detach(), tensor_of(kStart)));
  EXPECT_FALSE(at::equal(used.detach(), tensor_of(kStart)));
}

TEST(Optimizer, AGroupsRateScaleIsAFactorOnTheRate) {
  at::Tensor slow = start(), whole = start();
  Optimizer scaled({.kind = OptimizerKind::kSgd}, {{{"w"}, {slow}, 0.25, 0}});
  Optimizer plain({.kind = OptimizerKind::kSgd}, {{{"w"}, {whole}, 1.0, 0}});
  set_gradient(slow, 0);
  set_gradient(whole, 0);
  scaled.step(0.4);
  plain.step(0.1);
  EXPECT_TRUE(at::allclose(slow, whole, 0, 1e-7));
}

TEST(Optimizer, ClippingBringsTheJointNormToTheLimitAndTellsTheNormBefore) {
  at::Tensor a = start(), b = start();
  Optimizer optimizer({}, {{{"a"}, {a}, 1.0, 0}, {{"b"}, {b}, 1.0, 0}});
  a.mutable_grad() = at::full({5}, 3.0F);
  b.mutable_grad() = at::full({5}, 4.0F);
  EXPECT_NEAR(optimizer.clip_gradients(1.0), 11.1803398875, 1e-5);
  EXPECT_NEAR(a.grad().square().sum().add(b.grad().square().sum()).item<double>(), 1.0, 1e-5);
  EXPECT_NEAR(optimizer.clip_gradients(5.0), 1.0, 1e-5);
}

TEST(Optimizer, ARestoredOneGoesOnBitForBit) {
  at::Tensor whole = start();
  Optimizer uninterrupted = optimizer_for({}, whole);
  at::Tensor first = start();
  Optimizer before = optimizer_for({}, first);
  for (int step = 0; step < 3; ++step) {
    set_gradient(whole, step);
    uninterrupted.step(kRate);
    set_gradient(first, step);
    before.step(kRate);
  }
  at::Tensor second = first.detach().clone().requires_grad_();
  Optimizer after = optimizer_for({}, second);
  after.restore(before.state(), before.steps());
  for (int step = 3; step < kSteps; ++step) {
    set_gradient(whole, step);
    uninterrupted.step(kRate);
    set_gradient(second, step);
    after.step(kRate);
  }
  EXPECT_TRUE(at::equal(whole.detach(), second.detach()));
}

TEST(MovingAverage, FollowsTheRecurrenceWithItsWarmUp) {
  std::vector<at::Tensor> values = {at::full({1}, 1.0F)};
  MovingAverage average(0.5, values);
  values[0].fill_(2.0F);
  average.update(values);  // decay 1 / 10
  EXPECT_NEAR(average.averages()[0].item<float>(), 0.1 * 1 + 0.9 * 2, 1e-6);
  average.update(values);  // decay 2 / 11
  EXPECT_NEAR(average.averages()[0].item<float>(), 2.0 / 11 * 1.9 + 9.0 / 11 * 2, 1e-6);
  for (int i = 0; i < 40; ++i) average.update(values);
  EXPECT_NEAR(average.averages()[0].item<float>(), 2.0, 1e-6);
}

TEST(MovingAverage, SwappingTwiceChangesNothing) {
  std::vector<at::Tensor> values = {at::full({2}, 1.0F)};
  MovingAverage average(0.9, values);
  values[0].fill_(5.0F);
  average.swap(values);
  EXPECT_EQ(values[0][0].item<float>(), 1.0F);
  average.swap(values);
  EXPECT_EQ(values[0][0].item<float>(), 5.0F);
}

}  // namespace
}  // namespace ocelli::train
