// The core's steps, natively, by Google Benchmark.
//
//     ocelli_core_benchmark MODEL SMALL [LARGE] [--benchmark_...]

#include <cstdio>

#include <benchmark/benchmark.h>

#include "core_cases.h"

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (argc < 3 || argc > 4) {
    std::fprintf(stderr, "expected MODEL SMALL [LARGE], got %d arguments\n", argc - 1);
    return 2;
  }
  const auto cases = ocelli::bench::core_cases({argv[1], argv[2], argc > 3 ? argv[3] : ""});
  if (cases.empty()) {
    std::fprintf(stderr, "expected a model with a card and a photograph, got %s and %s\n", argv[1],
                 argv[2]);
    return 1;
  }
  for (const auto& [name, run] : cases) {
    benchmark::RegisterBenchmark(name.c_str(), [step = run](benchmark::State& state) {
      for (auto _ : state) {
        if (!step()) state.SkipWithError("the step failed");
      }
    })->Unit(benchmark::kMicrosecond);
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
