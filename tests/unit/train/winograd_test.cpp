#include "exec/winograd.h"

#include <cstdint>
#include <ostream>

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

namespace ocelli::exec {
namespace {

struct Case {
  std::int64_t images, inputs, outputs, rows, columns, padding;
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << one.images << " x " << one.inputs << " x " << one.rows << " x " << one.columns
             << " to " << one.outputs << ", padding " << one.padding;
}

// Whole and cut tiles, vectors of 16 and of 8, more tiles than one chunk takes.
const Case kCases[] = {{2, 16, 32, 32, 32, 1},    {3, 24, 8, 31, 29, 1}, {40, 64, 40, 7, 7, 1},
                       {2, 8, 16, 34, 34, 0},     {2, 16, 8, 30, 30, 2}, {128, 32, 16, 3, 3, 1},
                       {16, 256, 256, 15, 15, 1}, {130, 16, 16, 5, 6, 0}};

struct Results {
  at::Tensor output, of_input, of_weight;
};

template <class Convolve>
Results results_of(const Case& one, at::ScalarType type, const Convolve& convolve) {
  at::manual_seed(7);
  const auto leaf = [&](at::IntArrayRef shape, double scale) {
    return (at::randn(shape) * scale)
        .to(type)
        .contiguous(at::MemoryFormat::ChannelsLast)
        .requires_grad_();
  };
  const at::Tensor input = leaf({one.images, one.inputs, one.rows, one.columns}, 1);
  const at::Tensor weight = leaf({one.outputs, one.inputs, 3, 3}, 0.1);
  const at::Tensor output = convolve(input, weight);
  torch::autograd::backward({output}, {at::randn(output.sizes()).to(type)});
  return {output.detach(), input.grad(), weight.grad()};
}

double difference(const at::Tensor& tensor, const at::Tensor& expected) {
  EXPECT_EQ(tensor.sizes(), expected.sizes());
  return ((tensor - expected).abs().max() / expected.abs().max()).item<double>();
}

TEST(WinogradConv, AndItsGradientsAreThoseOfADirectConvolution) {
  for (const Case& one : kCases) {
    const Results fast =
        results_of(one, at::kFloat, [&](const at::Tensor& input, const at::Tensor& weight) {
          return winograd_conv(input, weight, one.padding);
        });
    const Results exact =
        results_of(one, at::kDouble, [&](const at::Tensor& input, const at::Tensor& weight) {
          return at::conv2d(input, weight, {}, 1, one.padding);
        });
    EXPECT_LE(difference(fast.output, exact.output), 2e-5) << one;
    EXPECT_LE(difference(fast.of_input, exact.of_input), 2e-5) << one;
    EXPECT_LE(difference(fast.of_weight, exact.of_weight), 2e-5) << one;
  }
}

TEST(WinogradConv, LeavesAsideTheGradientThatNobodyWants) {
  const at::Tensor input = at::randn({8, 16, 16, 16}).contiguous(at::MemoryFormat::ChannelsLast);
  const at::Tensor weight = at::randn({16, 16, 3, 3}).requires_grad_();
  torch::autograd::backward({winograd_conv(input, weight, 1).sum()}, {});
  EXPECT_FALSE(input.grad().defined());
  EXPECT_TRUE(weight.grad().defined());
}

TEST(WinogradConv, IsForTrainingOnACpuInChannelsLastAlone) {
  const auto image = [](at::IntArrayRef shape) {
    return at::ones(shape).contiguous(at::MemoryFormat::ChannelsLast);
  };
  const at::Tensor input = image({8, 128, 16, 16});
  const at::Tensor weight = at::ones({128, 128, 3, 3}).requires_grad_();
  EXPECT_EQ(winograd_fits(input, weight, 1), at::hasMKL());
  EXPECT_FALSE(winograd_fits(input.contiguous(), weight, 1));
  EXPECT_FALSE(winograd_fits(input.to(at::kDouble), weight.to(at::kDouble), 1));
  EXPECT_FALSE(winograd_fits(input, weight.detach(), 1));
  EXPECT_FALSE(winograd_fits(input, weight, -1));
  EXPECT_FALSE(winograd_fits(input, weight, 3));
  EXPECT_FALSE(winograd_fits(image({8, 128, 8, 8}), weight, 1));   // 32 tiles
  EXPECT_FALSE(winograd_fits(image({8, 128, 2, 64}), weight, 0));  // no output
  EXPECT_FALSE(winograd_fits(image({8, 3, 16, 16}), at::ones({512, 3, 3, 3}).requires_grad_(), 1));
  EXPECT_FALSE(winograd_fits(input, at::ones({128, 128, 1, 1}).requires_grad_(), 1));
  EXPECT_FALSE(winograd_fits(input, at::ones({128, 128, 3}).requires_grad_(), 1));
  EXPECT_FALSE(winograd_fits(image({8, 64, 16, 16}), at::ones({64, 64, 3, 3}).requires_grad_(), 1));
  const at::NoGradGuard no_gradients;
  EXPECT_FALSE(winograd_fits(input, weight, 1));
}

}  // namespace
}  // namespace ocelli::exec
