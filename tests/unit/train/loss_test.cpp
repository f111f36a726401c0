#include "train/optimize/loss.h"

#include <gtest/gtest.h>

#include "golden/optimizer_cases.h"
#include "train/optimize/schedule.h"

namespace ocelli::train {
namespace {

using namespace ocelli::test;

at::Tensor matrix(std::initializer_list<float> values) {
  return at::tensor(at::ArrayRef<float>(values), at::kFloat).view({3, 3});
}

const at::Tensor& logits() {
  static const at::Tensor kLogits = matrix({1, -2, 0.5, 0.1F, 0.2F, 0.3F, -3, 4, 0});
  return kLogits;
}

at::Tensor indices() { return at::tensor({2, 0, 1}, at::kLong); }
at::Tensor several() { return matrix({1, 0, 1, 0, 0, 0, 1, 1, 1}); }
at::Tensor weights() { return at::tensor({0.5F, 2.0F, 1.0F}, at::kFloat); }

double value(const at::Tensor& targets, const LossSpec& spec) {
  return batch_loss(logits(), targets, spec).item<double>();
}

TEST(Loss, OneOfManyEqualsPyTorchs) {
  EXPECT_NEAR(value(indices(), {}), kIndexLoss, 1e-6);
  EXPECT_NEAR(value(indices(), {.multi_label = false, .label_smoothing = 0.1, .class_weights = {}}),
              kSmoothedLoss, 1e-6);
  EXPECT_NEAR(
      value(indices(), {.multi_label = false, .label_smoothing = 0, .class_weights = weights()}),
      kWeightedLoss, 1e-6);
}

TEST(Loss, MixedLabelsEqualPyTorchs) {
  const at::Tensor mixed = matrix({0.3F, 0.7F, 0, 1, 0, 0, 0, 0.5F, 0.5F});
  EXPECT_NEAR(value(mixed, {.multi_label = false, .label_smoothing = 0.1, .class_weights = {}}),
              kMixedLoss, 1e-6);
}

TEST(Loss, SeveralLabelsEqualPyTorchs) {
  EXPECT_NEAR(value(several(), {.multi_label = true, .label_smoothing = 0, .class_weights = {}}),
              kSeveralLoss, 1e-6);
  EXPECT_NEAR(value(several(), {.multi_label = true, .label_smoothing = 0.2, .class_weights = {}}),
              kSeveralSmoothedLoss, 1e-6);
  EXPECT_NEAR(
      value(several(), {.multi_label = true, .label_smoothing = 0, .class_weights = weights()}),
      kSeveralWeightedLoss, 1e-6);
}

TEST(Schedule, OneCycleEqualsPyTorchsAtEveryStep) {
  ScheduleSpec spec;
  spec.kind = ScheduleKind::kOneCycle;
  constexpr int kCount = std::size(kOneCycle);
  // PyTorch turns at step 0.3 n - 1 of the n - 1 that it counts.
  spec.one_cycle_rise = (0.3 * kCount - 1) / (kCount - 1);
  for (int i = 0; i < kCount; ++i) {
    EXPECT_NEAR(rate_factor(spec, i, kCount - 1), kOneCycle[i], 1e-9) << i;
  }
}

TEST(Schedule, CosineEqualsPyTorchsAtEveryStep) {
  ScheduleSpec spec;
  spec.final_factor = 0.05;
  constexpr int kCount = std::size(kCosine);
  for (int i = 0; i < kCount; ++i) {
    EXPECT_NEAR(rate_factor(spec, i, kCount), kCosine[i], 1e-9) << i;
  }
}

TEST(Schedule, WarmsUpInAStraightLineThenFollowsTheCurve) {
  ScheduleSpec spec;
  spec.warmup_epochs = 2;
  EXPECT_DOUBLE_EQ(rate_factor(spec, 0, 10), 0);
  EXPECT_DOUBLE_EQ(rate_factor(spec, 1, 10), 0.5);
  EXPECT_DOUBLE_EQ(rate_factor(spec, 2, 10), 1);
  EXPECT_DOUBLE_EQ(rate_factor(spec, 6, 10), 0.5);
  EXPECT_NEAR(rate_factor(spec, 10, 10), 0, 1e-12);
}

TEST(Schedule, StepsDownByItsFactor) {
  ScheduleSpec spec;
  spec.kind = ScheduleKind::kStep;
  spec.step_epochs = 3;
  EXPECT_DOUBLE_EQ(rate_factor(spec, 2.9, 9), 1);
  EXPECT_DOUBLE_EQ(rate_factor(spec, 3, 9), 0.1);
  EXPECT_NEAR(rate_factor(spec, 6.5, 9), 0.01, 1e-12);
}

}  // namespace
}  // namespace ocelli::train
