// What the executor costs beside ATen's arithmetic: a chain of operators on one element each, run by a
// compiled plan and called on ATen directly. Items are operators.
//
//     ocelli_plan_benchmark

#include <string>
#include <utility>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <benchmark/benchmark.h>

#include "exec/network.h"
#include "onnx/model.h"

namespace {

using namespace ocelli;

constexpr int kLength = 500;

onnx::Model chain() {
  onnx::Model model;
  model.ir_version = 8;
  model.opset_imports = {{"", 17}};
  const std::vector<onnx::Dimension> shape = {{std::nullopt, "N"}, {1, ""}};
  model.graph.inputs = {{"x0", onnx::DataType::kFloat, shape, {}}};
  for (int i = 0; i < kLength; ++i) {
    onnx::Node node;
    node.op_type = "Abs";
    node.name = "abs" + std::to_string(i);
    node.inputs = {"x" + std::to_string(i)};
    node.outputs = {"x" + std::to_string(i + 1)};
    model.graph.nodes.push_back(std::move(node));
  }
  model.graph.outputs = {{"x" + std::to_string(kLength), onnx::DataType::kFloat, shape, {}}};
  return model;
}

void by_plan(benchmark::State& state) {
  Result<exec::Network> network = exec::Network::compile(chain(), {});
  if (!network) return state.SkipWithError(network.error().message.c_str());
  const at::NoGradGuard no_gradients;
  const at::Tensor input = at::ones({1, 1});
  for (auto _ : state) {
    const auto outputs = network.value().forward(input, exec::Mode::kEvaluate);
    if (!outputs) return state.SkipWithError(outputs.error().message.c_str());
    benchmark::DoNotOptimize(outputs.value()[0].data_ptr());
  }
  state.SetItemsProcessed(state.iterations() * kLength);
}

void by_hand(benchmark::State& state) {
  const at::NoGradGuard no_gradients;
  const at::Tensor input = at::ones({1, 1});
  for (auto _ : state) {
    at::Tensor value = input;
    for (int i = 0; i < kLength; ++i) value = at::abs(value);
    benchmark::DoNotOptimize(value.data_ptr());
  }
  state.SetItemsProcessed(state.iterations() * kLength);
}

BENCHMARK(by_plan);
BENCHMARK(by_hand);

}  // namespace

BENCHMARK_MAIN();
