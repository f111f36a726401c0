#include <cstdint>
#include <span>
#include <vector>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "golden/muon_cases.h"
#include "train/optimize/lookahead.h"
#include "train/optimize/optimizer.h"
#include "train/optimize/parameter_groups.h"
#include "train/optimize/schedule.h"
#include "train/run/whiten.h"

namespace ocelli::train {
namespace {

using namespace ocelli::test;

at::Tensor matrix(std::span<const float> values, std::int64_t rows) {
  return at::tensor(at::ArrayRef<float>(values.data(), values.size()), at::kFloat).view({rows, -1});
}

struct MuonCase {
  std::int64_t rows;
  std::span<const float> start, target, plain, fixed;
};

const MuonCase kCases[] = {{3, kWideStart, kWideTarget, kWideMuon, kWideFixed},
                           {5, kTallStart, kTallTarget, kTallMuon, kTallFixed}};

at::Tensor after_steps(const MuonCase& one, bool fixed_norms) {
  OptimizerSpec spec;
  spec.kind = OptimizerKind::kMuon;
  spec.muon_momentum = 0.6;
  spec.fixed_norms = fixed_norms;
  at::Tensor weight = matrix(one.start, one.rows).clone().requires_grad_();
  Optimizer optimizer(spec, {{{"w"}, {weight}, 1.0, 0.1, true}});
  for (int step = 0; step < 6; ++step) {
    weight.mutable_grad() = 2 * (weight.detach() - matrix(one.target, one.rows)) + 0.1 * step;
    optimizer.step(0.05);
  }
  return weight.detach();
}

TEST(Muon, FollowsThePublishedRule) {
  for (const MuonCase& one : kCases) {
    const auto off = [&](bool fixed, std::span<const float> expected) {
      return (after_steps(one, fixed) - matrix(expected, one.rows)).abs().max().item<float>();
    };
    EXPECT_LE(off(false, one.plain), 1e-5);
    EXPECT_LE(off(true, one.fixed), 1e-5);
  }
}

TEST(Muon, TakesTheBackbonesMatricesAlone) {
  const auto leaf = [](std::vector<std::int64_t> shape) {
    return at::ones(shape).requires_grad_();
  };
  std::vector<exec::Parameter> parameters = {{"conv", exec::Role::kWeight, 0, leaf({4, 3, 3, 3})},
                                             {"bias", exec::Role::kBias, 0, leaf({4})},
                                             {"head", exec::Role::kWeight, 1, leaf({4, 2})}};
  GroupSpec spec;
  spec.head = {"head"};
  spec.muon_rate = 0.5;
  spec.bias_rate = 8;
  spec.backbone_rate = 0.25;
  for (const ParameterGroup& group : parameter_groups(parameters, spec)) {
    for (const std::string& name : group.names) {
      EXPECT_EQ(group.orthogonal, name == "conv") << name;
      EXPECT_EQ(group.rate_scale, name == "conv" ? 0.5 : name == "bias" ? 2 : 1) << name;
    }
  }
}

TEST(Lookahead, SlowWeightsKeepMoreTowardsTheEnd) {
  const at::Tensor value = at::zeros({1});
  Lookahead lookahead({.every = 2, .final_keep = 0.5}, {value});
  value.fill_(4);
  lookahead.update(1, 1, false);
  EXPECT_EQ(value.item<float>(), 4) << "not yet its turn";
  lookahead.update(2, 1, false);
  EXPECT_EQ(value.item<float>(), 2) << "at the end half of the slow weights stays";
  value.fill_(10);
  lookahead.update(3, 0, true);
  EXPECT_EQ(value.item<float>(), 10) << "at the beginning they follow at once";
  EXPECT_EQ(lookahead.slow()[0].item<float>(), 10);
}

TEST(Schedule, LinearFallsEvenlyAfterTheWarmUp) {
  ScheduleSpec spec;
  spec.kind = ScheduleKind::kLinear;
  spec.warmup_epochs = 2;
  spec.final_factor = 0.2;
  EXPECT_DOUBLE_EQ(rate_factor(spec, 1, 10), 0.5);
  EXPECT_DOUBLE_EQ(rate_factor(spec, 2, 10), 1);
  EXPECT_DOUBLE_EQ(rate_factor(spec, 6, 10), 0.6);
  EXPECT_DOUBLE_EQ(rate_factor(spec, 10, 10), 0.2);
}

TEST(Whitening, OutputsAreUncorrelatedAndOfLikeSize) {
  at::manual_seed(1);
  const at::Tensor mixing = at::randn({3, 3});
  const at::Tensor images = at::einsum("ck,nkhw->nchw", {mixing, at::randn({64, 3, 8, 8})});
  const at::Tensor weight = at::zeros({24, 3, 2, 2});
  whiten(weight, images);
  const at::Tensor outputs = at::conv2d(images, weight).permute({1, 0, 2, 3}).flatten(1);
  const at::Tensor half = outputs.narrow(0, 0, 12);
  const at::Tensor covariance = at::mm(half, half.t()) / half.size(1);
  EXPECT_LE((covariance - at::eye(12)).abs().max().item<float>(), 0.02F);
  EXPECT_LE((half + outputs.narrow(0, 12, 12)).abs().max().item<float>(), 1e-5F);
}

}  // namespace
}  // namespace ocelli::train
