#include "exec/amx_conv.h"

#include <cstdint>
#include <ostream>

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include "exec/amx_products.h"

namespace ocelli::exec {
namespace {

struct Case {
  std::int64_t images, inputs, outputs, rows, columns;
};

std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << one.images << " x " << one.inputs << " x " << one.rows << " x " << one.columns
             << " to " << one.outputs;
}

// Channels that fill their blocks and that do not, one image and many, more than one stretch.
const Case kCases[] = {{4, 32, 64, 32, 32},   {3, 24, 40, 31, 29}, {40, 64, 96, 7, 7},
                       {130, 33, 7, 5, 6},    {128, 64, 32, 3, 3}, {1, 16, 16, 40, 90},
                       {24, 256, 128, 15, 15}};

struct Results {
  at::Tensor output, of_input, of_weight;
};

// Of numbers that bfloat16 can hold, so that roundings of the operands play no part.
template <class Convolve>
Results results_of(const Case& one, at::ScalarType type, const Convolve& convolve) {
  at::manual_seed(7);
  const auto random = [&](at::IntArrayRef shape, double scale) {
    return (at::randn(shape) * scale)
        .to(at::kBFloat16)
        .to(type)
        .contiguous(at::MemoryFormat::ChannelsLast);
  };
  const at::Tensor input = random({one.images, one.inputs, one.rows, one.columns}, 1);
  const at::Tensor weight = random({one.outputs, one.inputs, 3, 3}, 0.1);
  input.requires_grad_();
  weight.requires_grad_();
  const at::Tensor output = convolve(input, weight);
  const at::Tensor gradient = random(output.sizes(), 1).to(output.scalar_type());
  torch::autograd::backward({output}, {gradient});
  return {output.detach(), input.grad(), weight.grad()};
}

double difference(const at::Tensor& tensor, const at::Tensor& expected) {
  EXPECT_EQ(tensor.sizes(), expected.sizes());
  return ((tensor.to(at::kDouble) - expected).abs().max() / expected.abs().max()).item<double>();
}

class AmxConv : public testing::Test {
 protected:
  void SetUp() override {
    if (!amx::available()) GTEST_SKIP() << "this processor has no AMX with bfloat16";
  }
};

TEST_F(AmxConv, AndItsGradientsAreThoseOfADirectConvolution) {
  constexpr double kHalfStep = 1.0 / 256;  // of bfloat16
  for (const Case& one : kCases) {
    const Results fast = results_of(one, at::kFloat, amx_conv);
    const Results exact =
        results_of(one, at::kDouble, [](const at::Tensor& input, const at::Tensor& weight) {
          return at::conv2d(input, weight, {}, 1, 1);
        });
    EXPECT_LE(difference(fast.output, exact.output), kHalfStep) << one;
    EXPECT_LE(difference(fast.of_input, exact.of_input), kHalfStep) << one;
    EXPECT_LE(difference(fast.of_weight, exact.of_weight), 1e-5) << one;
  }
}

TEST_F(AmxConv, LeavesAsideTheGradientThatNobodyWants) {
  const at::Tensor input = at::randn({8, 16, 16, 16}).contiguous(at::MemoryFormat::ChannelsLast);
  const at::Tensor weight = at::randn({16, 16, 3, 3}).requires_grad_();
  torch::autograd::backward({amx_conv(input, weight).sum()}, {});
  EXPECT_FALSE(input.grad().defined());
  EXPECT_TRUE(weight.grad().defined());
}

TEST_F(AmxConv, IsForTrainingOnACpuInChannelsLastAlone) {
  const auto image = [](at::IntArrayRef shape) {
    return at::ones(shape).contiguous(at::MemoryFormat::ChannelsLast);
  };
  const at::Tensor input = image({8, 128, 16, 16});
  const at::Tensor weight = at::ones({128, 128, 3, 3}).requires_grad_();
  EXPECT_TRUE(amx_fits(input, weight, 1));
  EXPECT_FALSE(amx_fits(input.contiguous(), weight, 1));
  EXPECT_FALSE(amx_fits(input, weight.detach(), 1));
  EXPECT_FALSE(amx_fits(input, weight, 0));
  EXPECT_FALSE(amx_fits(input.narrow(0, 0, 0), weight, 1));
  EXPECT_FALSE(amx_fits(input.narrow(0, 0, 1), weight, 1));  // 10 blocks
  EXPECT_FALSE(amx_fits(input, at::ones({128, 128, 1, 1}).requires_grad_(), 1));
  EXPECT_FALSE(amx_fits(input, at::ones({128, 64, 3, 3}).requires_grad_(), 1));
  EXPECT_FALSE(amx_fits(image({8, 64, 16, 16}), at::ones({64, 64, 3, 3}).requires_grad_(), 1));
  const at::NoGradGuard no_gradients;
  EXPECT_FALSE(amx_fits(input, weight, 1));
}

}  // namespace
}  // namespace ocelli::exec
