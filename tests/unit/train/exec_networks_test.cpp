#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include "exec/network.h"
#include "unit/train/exec_case.h"

namespace ocelli::exec {
namespace {

/// Largest differences, each relative to the largest value that was expected.
struct Differences {
  double logits = 0;
  double loss = 0;
  double gradient = 0;  ///< of the worst parameter
  std::string worst;
  std::size_t compared = 0;
  std::size_t parameters = 0;
};

// As export_networks.py samples: every k-th element.
at::Tensor sampled(const at::Tensor& values) {
  constexpr std::int64_t kSamples = 256;
  const at::Tensor flat = values.contiguous().flatten();
  return at::slice(flat, 0, 0, INT64_MAX, std::max<std::int64_t>(1, flat.numel() / kSamples));
}

// A bias before a batch norm has no gradient but what rounding leaves: differences are measured
// against a thousandth of the network's largest gradient at least.
void compare_gradients(Network& network, const ExecCase& expected, Differences& differences) {
  double scale = 0;
  for (const auto& [name, value] : expected.tensors) {
    if (name.starts_with("gradient.")) scale = std::max(scale, largest(value));
  }
  differences.parameters = network.parameters().size();
  for (const Parameter& parameter : network.parameters()) {
    const auto found = expected.tensors.find("gradient." + parameter.name);
    if (found == expected.tensors.end() || !parameter.value.grad().defined()) continue;
    ++differences.compared;
    const at::Tensor off = sampled(parameter.value.grad().to(at::kFloat)) - found->second;
    const double relative = largest(off) / std::max(largest(found->second), 1e-3 * scale);
    if (!(relative <= differences.gradient)) {  // also what is no number
      differences.gradient = relative;
      differences.worst = parameter.name;
    }
  }
}

// Logits in float32; loss and gradients in float64, as the expected ones are: where a rectifier's input
// lies within rounding of 0, float32 answers differ by whole activations.
Result<Differences> compare(const ExecCase& expected, bool training) {
  Differences differences;
  const at::Tensor& input = expected.tensors.at("input");
  {
    Result<Network> network = Network::compile(expected.model, {});
    if (!network) return network.error();
    const at::NoGradGuard no_gradients;
    const auto outputs = network.value().forward(input, Mode::kEvaluate);
    if (!outputs) return outputs.error();
    const at::Tensor& logits = expected.tensors.at("logits");
    differences.logits = largest(outputs.value()[0] - logits) / largest(logits);
  }
  NetworkOptions options;
  options.type = at::kDouble;
  Result<Network> compiled = Network::compile(expected.model, options);
  if (!compiled) return compiled.error();
  Network& network = compiled.value();
  const auto outputs = network.forward(input, training ? Mode::kTrain : Mode::kEvaluate);
  if (!outputs) return outputs.error();
  const at::Tensor loss = at::cross_entropy_loss(outputs.value()[0], expected.tensors.at("labels"));
  loss.backward();
  const at::Tensor& loss_expected = expected.tensors.at("loss");
  differences.loss = largest(loss - loss_expected) / largest(loss_expected);
  compare_gradients(network, expected, differences);
  return differences;
}

void print(const std::string& name, const Differences& differences) {
  std::cout << "{\"case\": \"" << name << "\", \"logits\": " << differences.logits
            << ", \"loss\": " << differences.loss << ", \"gradient\": " << differences.gradient
            << ", \"worst\": \"" << differences.worst
            << "\", \"compared\": " << differences.compared
            << ", \"parameters\": " << differences.parameters << "}" << std::endl;
}

TEST(ExportedNetworks, GiveThePytorchLogitsLossAndGradients) {
  const char* folder = std::getenv("OCELLI_NETWORKS");
  if (folder == nullptr) {
    GTEST_SKIP() << "OCELLI_NETWORKS names no folder of tests/golden/export_networks.py";
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".onnx") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  ASSERT_FALSE(files.empty()) << folder;
  for (const std::filesystem::path& file : files) {
    SCOPED_TRACE(file.string());
    const Result<ExecCase> expected = read_exec_case(file);
    ASSERT_TRUE(expected.ok()) << expected.error().message;
    const bool training = file.stem().string().ends_with("training");
    const Result<Differences> differences = compare(expected.value(), training);
    if (!differences.ok()) {
      ADD_FAILURE() << differences.error().message;
      continue;
    }
    print(file.stem().string(), differences.value());
    EXPECT_LE(differences.value().logits, 1e-5);
    EXPECT_LE(differences.value().loss, 1e-5);
    EXPECT_LE(differences.value().gradient, 1e-3) << differences.value().worst;
    EXPECT_GT(differences.value().compared, 0U);
  }
}

}  // namespace
}  // namespace ocelli::exec
