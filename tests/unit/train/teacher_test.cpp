#include "train/run/teacher.h"

#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "onnx/model.h"

namespace ocelli::train {
namespace {

// Answers with the means of its input's channels.
exec::Network channel_means() {
  onnx::Model model;
  model.ir_version = 8;
  model.opset_imports = {{"", 17}};
  const std::vector<onnx::Dimension> open = {
      {std::nullopt, "N"}, {3, ""}, {std::nullopt, "h"}, {std::nullopt, "w"}};
  model.graph.inputs = {{"x", onnx::DataType::kFloat, open, {}}};
  onnx::Node pool;
  pool.op_type = "GlobalAveragePool";
  pool.inputs = {"x"};
  pool.outputs = {"y"};
  model.graph.nodes = {pool};
  model.graph.outputs = {{"y", onnx::DataType::kFloat, std::nullopt, {}}};
  Result<exec::Network> network = exec::Network::compile(model, {});
  if (!network) throw std::runtime_error(network.error().message);
  return std::move(network).value();
}

PreprocessSpec spec_of(float divisor, std::array<float, 3> mean, std::array<float, 3> std_dev) {
  PreprocessSpec spec;
  spec.input_height = spec.input_width = 8;
  spec.divisor = divisor;
  spec.mean = mean;
  spec.std_dev = std_dev;
  return spec;
}

// A picture of one colour, normalised as a card says.
at::Tensor input_of(const PreprocessSpec& spec, const std::vector<float>& rgb, std::int64_t side) {
  const at::Tensor pixels = at::empty({2, 3, side, side});
  for (std::size_t c = 0; c < 3; ++c) {
    const std::size_t from = spec.channels == Channels::kBgr ? 2 - c : c;
    const float value = (rgb[from] / spec.divisor - spec.mean[c]) / spec.std_dev[c];
    pixels.select(1, static_cast<std::int64_t>(c)).fill_(value);
  }
  return pixels;
}

TEST(Teacher, SeesPixelsAsItIsUsedToInTheLearnersOrderOfLabels) {
  const PreprocessSpec learner = spec_of(255, {0.5F, 0.4F, 0.3F}, {0.2F, 0.25F, 0.3F});
  PreprocessSpec own = spec_of(1, {127, 120, 110}, {128, 64, 32});
  for (const Channels order : {Channels::kRgb, Channels::kBgr}) {
    own.channels = order;
    const std::vector<float> rgb = {10, 100, 200};
    Result<Teacher> teacher = Teacher::create(channel_means(), own, learner, {2, 0});
    ASSERT_TRUE(teacher.ok()) << teacher.error().message;
    const at::Tensor logits = teacher.value().logits(input_of(learner, rgb, 12)).value();
    const at::Tensor expected = input_of(own, rgb, 1).flatten(1);
    ASSERT_EQ(logits.sizes(), (std::vector<std::int64_t>{2, 2}));
    EXPECT_NEAR(logits[0][0].item<float>(), expected[0][2].item<float>(), 1e-4);
    EXPECT_NEAR(logits[1][1].item<float>(), expected[1][0].item<float>(), 1e-4);
  }
  own.channels = Channels::kGrey;
  EXPECT_FALSE(Teacher::create(channel_means(), own, learner, {0, 1}).ok());
}

double softmax_of(const std::vector<double>& logits, std::size_t at, double temperature) {
  double sum = 0;
  for (const double logit : logits) sum += std::exp(logit / temperature);
  return std::exp(logits[at] / temperature) / sum;
}

TEST(Teacher, TheLossIsTheDivergenceOfTheSoftenedAnswers) {
  const std::vector<std::vector<double>> mine = {{1, -2, 0.5}, {0, 3, 1}};
  const std::vector<std::vector<double>> given = {{2, 0, -1}, {0.5, 0.5, 2}};
  constexpr double kTemperature = 3;
  double expected = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const double wanted = softmax_of(given[i], c, kTemperature);
      expected += wanted * std::log(wanted / softmax_of(mine[i], c, kTemperature)) / 2 * 9;
    }
  }
  const auto tensor = [](const std::vector<std::vector<double>>& rows) {
    return at::stack({at::tensor(rows[0]), at::tensor(rows[1])});
  };
  const at::Tensor loss = distillation_loss(tensor(mine), tensor(given), kTemperature, false);
  EXPECT_NEAR(loss.item<double>(), expected, 1e-9);
  EXPECT_NEAR(distillation_loss(tensor(given), tensor(given), 2, false).item<double>(), 0, 1e-12);
  EXPECT_NEAR(distillation_loss(tensor(given), tensor(given), 2, true).item<double>(), 0, 1e-12);
  EXPECT_GT(distillation_loss(tensor(mine), tensor(given), 2, true).item<double>(), 0.01);
}

}  // namespace
}  // namespace ocelli::train
