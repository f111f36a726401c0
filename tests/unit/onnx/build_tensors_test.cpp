#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>

#include <gtest/gtest.h>

#include "architecture_cases.h"

namespace ocelli::graph {
namespace {

GraphBuilder laid_out(const ArchitectureSpec& spec) {
  const Result<Choice> choice = choose(spec);
  EXPECT_TRUE(choice) << choice.error().message;
  return lay_out(choice.value()).value();
}

std::string digest(const GraphBuilder& net) {
  std::vector<std::string> lines;
  for (const GraphBuilder::Parameter& one : net.parameters()) {
    std::ostringstream line;
    line << one.name << ' ' << dims_text(one.dims);
    if (one.values.kind == InitialValues::Kind::kConstant) line << " = " << one.values.scale;
    lines.push_back(line.str());
  }
  std::sort(lines.begin(), lines.end());
  std::uint64_t state = 0xCBF29CE484222325U;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const char c : (i == 0 ? "" : "\n") + lines[i]) {
      state = (state ^ static_cast<std::uint8_t>(c)) * 0x100000001B3U;
    }
  }
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(state));
  return text.data();
}

std::int64_t elements(const GraphBuilder::Parameter& one) {
  return std::accumulate(one.dims.begin(), one.dims.end(), std::int64_t{1}, std::multiplies<>());
}

TEST(Architectures, EveryOneIsComparedWithItsReference) {
  std::vector<std::string> compared;
  for (const ArchitectureCase& one : architecture_cases()) compared.push_back(one.label);
  for (const std::string& name : architecture_names()) {
    EXPECT_NE(std::find(compared.begin(), compared.end(), name), compared.end()) << name;
  }
  EXPECT_EQ(architecture_names().size(), 24U);
}

TEST(Architectures, ParameterCountsAndImageSizesAreThoseOfTorchvisionAndTimm) {
  for (const ArchitectureCase& one : architecture_cases()) {
    std::int64_t count = 0;
    const GraphBuilder net = laid_out(one.spec());
    for (const GraphBuilder::Parameter& tensor : net.parameters()) {
      if (!tensor.is_statistic) count += elements(tensor);
    }
    EXPECT_EQ(count, one.parameters) << one.label;
    EXPECT_EQ(choose(one.spec()).value().spec.image_size, one.image_size) << one.label;
  }
}

TEST(Architectures, NamesShapesAndConstantValuesAreThoseOfTheStateDicts) {
  for (const ArchitectureCase& one : architecture_cases()) {
    const GraphBuilder net = laid_out(one.spec());
    EXPECT_EQ(net.parameters().size(), one.tensors) << one.label;
    EXPECT_EQ(digest(net), one.digest)
        << one.label << ": architectures_logits.py names the tensors that differ";
  }
}

struct Statistics {
  double mean = 0.0, std = 0.0, largest = 0.0, count = 0.0;
};

Statistics statistics_of(const std::vector<float>& values) {
  Statistics all;
  all.count = static_cast<double>(values.size());
  for (const float value : values) {
    all.mean += value / all.count;
    all.largest = std::max(all.largest, std::abs(static_cast<double>(value)));
  }
  for (const float value : values) all.std += (value - all.mean) * (value - all.mean) / all.count;
  all.std = std::sqrt(all.std);
  return all;
}

// Two draws of n values from one distribution: their means differ by σ·√(2/n) and their deviations
// by at most σ·√(1/n) in the mean; six times that does not come by chance. The texts have 5 digits.
void expect_same_distribution(const DrawnCase& expected, const Statistics& drawn) {
  constexpr double kRounding = 1e-4;
  constexpr double kUniformRatio = 2.0;  // the largest value over σ: about √3, else above 2.5
  const double error = 6.0 / std::sqrt(drawn.count);
  EXPECT_NEAR(drawn.mean, expected.mean, expected.std * (error * std::sqrt(2.0) + kRounding));
  EXPECT_NEAR(drawn.std / expected.std, 1.0, error + kRounding);
  if (expected.largest < kUniformRatio * expected.std) {
    EXPECT_NEAR(drawn.largest / expected.largest, 1.0, 20.0 / drawn.count + kRounding);
  } else if (drawn.count > 1000.0) {
    EXPECT_GT(drawn.largest, 2.5 * drawn.std);
  }
}

// Of the large tensors the first million or so: they are drawn row by row.
std::vector<float> first_values(const GraphBuilder::Parameter& tensor) {
  constexpr std::int64_t kEnough = 1'000'000;
  std::vector<std::int64_t> dims = tensor.dims;
  const std::int64_t row = elements(tensor) / dims[0];
  dims[0] = std::min(dims[0], kEnough / row + 1);
  return draw(tensor.values, dims, 1, tensor.name);
}

TEST(Architectures, RandomTensorsAreDistributedAsInTorchvisionAndTimm) {
  std::size_t compared = 0;
  for (const ArchitectureCase& one : architecture_cases()) {
    std::map<std::string, GraphBuilder::Parameter> tensors;
    const GraphBuilder net = laid_out(one.spec());
    for (const GraphBuilder::Parameter& tensor : net.parameters()) tensors[tensor.name] = tensor;
    for (const DrawnCase& expected : one.drawn) {
      SCOPED_TRACE(one.label + " " + expected.name);
      ASSERT_TRUE(tensors.contains(expected.name));
      const GraphBuilder::Parameter& tensor = tensors[expected.name];
      EXPECT_EQ(dims_text(tensor.dims), expected.dims);
      expect_same_distribution(expected, statistics_of(first_values(tensor)));
      ++compared;
    }
  }
  EXPECT_EQ(compared, 393U);
}

}  // namespace
}  // namespace ocelli::graph
