// The same steps in wasm, run by Node: Google Benchmark is not to be had for Emscripten, so each step
// is repeated by a loop of our own. CPU time, as there: other programs on the machine do not count.
//
//     node ocelli_core_benchmark.cjs MODEL SMALL [LARGE]

#include <cstdio>

#include <emscripten/emscripten.h>

#include "core_cases.h"

// Microseconds of processor time that this process has had.
EM_JS(double, cpu_us, (), {
  const usage = process.cpuUsage();
  return usage.user + usage.system;
})

namespace {

constexpr double kWarmUpUs = 0.5e6;  // V8 compiles hot code a second time
constexpr double kBudgetUs = 1e6;
constexpr int kFewestRuns = 5;

/// Microseconds of one run, on average over `budget_us`; negative where it failed.
double mean_us(const std::function<bool()>& run, double budget_us) {
  const double start = cpu_us();
  for (int runs = 1;; ++runs) {
    if (!run()) return -1;
    const double spent = cpu_us() - start;
    if (runs >= kFewestRuns && spent >= budget_us) return spent / runs;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::fprintf(stderr, "expected MODEL SMALL [LARGE], got %d arguments\n", argc - 1);
    return 2;
  }
  const auto cases = ocelli::bench::core_cases({argv[1], argv[2], argc > 3 ? argv[3] : ""});
  for (const auto& [name, run] : cases) {
    mean_us(run, kWarmUpUs);
    const double time = mean_us(run, kBudgetUs);
    if (time < 0) return 1;
    std::printf("%s %.1f\n", name.c_str(), time);
  }
  return cases.empty() ? 1 : 0;
}
