#include "model/golden.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace ocelli {
namespace {

// The largest |difference| of two summaries, as a share of the expected largest absolute value.
double relative_difference(const std::vector<float>& expected, const std::vector<float>& actual) {
  double largest = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double difference = std::fabs(double{actual[i]} - double{expected[i]});
    if (!std::isfinite(difference)) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, difference);
  }
  if (largest == 0.0) return 0.0;
  return largest / double{expected.back()};
}

}  // namespace

std::vector<std::uint8_t> golden_input(const PreprocessSpec& spec, std::uint32_t seed) {
  const auto height = static_cast<std::size_t>(spec.input_height);
  const auto width = static_cast<std::size_t>(spec.input_width);
  const auto channels = static_cast<std::size_t>(channel_count(spec.channels));
  std::vector<std::uint8_t> pixels(height * width * channels);
  std::uint32_t state = seed;
  for (std::uint8_t& value : pixels) {
    state = 1664525U * state + 1013904223U;
    value = static_cast<std::uint8_t>(state >> 24U);
  }
  return pixels;
}

std::vector<float> golden_summary(std::span<const float> output) {
  if (output.empty()) return {};
  const auto kept = output.first(std::min(output.size(), kGoldenElements));
  std::vector<float> summary(kept.begin(), kept.end());
  double sum = 0.0;
  float largest = 0.0F;
  for (const float value : output) {
    sum += double{value};
    const float magnitude = std::fabs(value);
    // Written so that a NaN enters and stays.
    if (!(magnitude <= largest) && !std::isnan(largest)) largest = magnitude;
  }
  summary.push_back(static_cast<float>(sum / static_cast<double>(output.size())));
  summary.push_back(largest);
  return summary;
}

Result<GoldenDifference> golden_difference(const ModelCard& card,
                                           std::span<const std::vector<float>> outputs) {
  const auto invalid = [](const std::string& message) {
    return Error{ErrorCode::kInvalidArgument, message};
  };
  if (!card.golden) return invalid("card: expected one with ocelli.golden.values, got none");
  const Golden& golden = *card.golden;
  if (outputs.size() != golden.values.size()) {
    return invalid("outputs: expected " + std::to_string(golden.values.size()) + ", got " +
                   std::to_string(outputs.size()));
  }
  GoldenDifference result;
  result.agrees = true;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const std::vector<float>& expected = golden.values[i];
    const std::vector<float> actual = golden_summary(outputs[i]);
    if (actual.size() != expected.size()) {
      const std::size_t elements = expected.size() - 2;
      const std::string at_least = elements == kGoldenElements ? " or more" : "";
      return invalid("output " + std::to_string(i) + ": expected " + std::to_string(elements) +
                     at_least + " elements, got " + std::to_string(outputs[i].size()));
    }
    const double difference = relative_difference(expected, actual);
    result.difference = std::max(result.difference, difference);
    result.agrees = result.agrees && difference <= double{golden.tolerance};
  }
  return result;
}

}  // namespace ocelli
