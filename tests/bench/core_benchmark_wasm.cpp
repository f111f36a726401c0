// The same steps in wasm, run by Node: Google Benchmark is not to be had for Emscripten, so each step
// is timed by hand, as the median of a second's runs.
//
//     node ocelli_core_benchmark.cjs MODEL SMALL [LARGE]

#include <algorithm>
#include <cstdio>
#include <vector>

#include <emscripten/emscripten.h>

#include "core_cases.h"

namespace {

constexpr double kBudgetMs = 1000;
constexpr std::size_t kFewestRuns = 5;

/// Milliseconds of one run; negative where it failed.
double median_ms(const std::function<bool()>& run) {
  std::vector<double> times;
  const double start = emscripten_get_now();
  while (times.size() < kFewestRuns || emscripten_get_now() - start < kBudgetMs) {
    const double before = emscripten_get_now();
    if (!run()) return -1;
    times.push_back(emscripten_get_now() - before);
  }
  std::nth_element(times.begin(), times.begin() + times.size() / 2, times.end());
  return times[times.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::fprintf(stderr, "expected MODEL SMALL [LARGE], got %d arguments\n", argc - 1);
    return 2;
  }
  const auto cases = ocelli::bench::core_cases({argv[1], argv[2], argc > 3 ? argv[3] : ""});
  for (const auto& [name, run] : cases) {
    const double ms = median_ms(run);
    if (ms < 0) return 1;
    std::printf("%s %.1f\n", name.c_str(), 1000 * ms);
  }
  return cases.empty() ? 1 : 0;
}
