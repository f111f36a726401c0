// Forward and backward of convolutions of 3 × 3: oneDNN's, in float32 and bfloat16, by Winograd's
// algorithm in float32, and by AMX in bfloat16; layers of the CIFAR network and of ResNet-18. Rates
// are of a direct convolution's multiplications and additions.
//
//     ocelli_conv_benchmark

#include <cstdint>
#include <malloc.h>
#include <string>
#include <thread>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <benchmark/benchmark.h>
#include <torch/csrc/autograd/autograd.h>

#include "exec/amx_conv.h"
#include "exec/amx_products.h"
#include "exec/winograd.h"

namespace {

using namespace ocelli;

struct Layer {
  std::int64_t images, inputs, outputs, side;
};

constexpr Layer kLayers[] = {{250, 24, 64, 31},  {250, 64, 64, 15},  {250, 64, 256, 15},
                             {250, 256, 256, 7}, {250, 256, 256, 3}, {250, 384, 384, 7},
                             {64, 64, 64, 56},   {64, 128, 128, 28}, {64, 256, 256, 14},
                             {64, 512, 512, 7}};

at::Tensor directly(const at::Tensor& input, const at::Tensor& weight) {
  return at::conv2d(input, weight, {}, 1, 1);
}

at::Tensor by_winograd(const at::Tensor& input, const at::Tensor& weight) {
  return exec::winograd_conv(input, weight, 1);
}

at::Tensor by_amx(const at::Tensor& input, const at::Tensor& weight) {
  return exec::amx_conv(input, weight);
}

template <class Convolve>
void train(benchmark::State& state, const Layer& layer, at::ScalarType type,
           const Convolve& convolve) {
  const auto random = [&](at::IntArrayRef shape) {
    return at::randn(shape).to(type).contiguous(at::MemoryFormat::ChannelsLast);
  };
  const at::Tensor input =
      random({layer.images, layer.inputs, layer.side, layer.side}).requires_grad_();
  const at::Tensor weight = random({layer.outputs, layer.inputs, 3, 3}).requires_grad_();
  const at::Tensor gradient = random({layer.images, layer.outputs, layer.side, layer.side});
  for (auto _ : state) {
    torch::autograd::backward({convolve(input, weight)}, {gradient});
  }
  const double multiply_adds = 9.0 * static_cast<double>(layer.images * layer.side * layer.side) *
                               static_cast<double>(layer.inputs * layer.outputs);
  state.counters["FLOP"] =
      benchmark::Counter(3 * 2 * multiply_adds, benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace

int main(int count, char** values) {
  // As `ocelli train` does: all cores, and freed tensors are not handed back to the kernel.
  at::set_num_threads(static_cast<int>(std::thread::hardware_concurrency()));
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  for (const Layer& layer : kLayers) {
    const std::string name = std::to_string(layer.inputs) + " to " + std::to_string(layer.outputs) +
                             ", " + std::to_string(layer.side);
    const auto add = [&](const std::string& way, at::ScalarType type, auto* convolve) {
      benchmark::RegisterBenchmark((name + "/" + way).c_str(), [=](benchmark::State& state) {
        train(state, layer, type, convolve);
      })->UseRealTime();
    };
    add("float32", at::kFloat, directly);
    add("float32, Winograd", at::kFloat, by_winograd);
    add("bfloat16", at::kBFloat16, directly);
    if (exec::amx::available()) add("bfloat16, AMX", at::kBFloat16, by_amx);
  }
  benchmark::Initialize(&count, values);
  benchmark::RunSpecifiedBenchmarks();
}
