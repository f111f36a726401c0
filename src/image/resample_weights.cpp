#include "image/resample_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ocelli {
namespace {

double box_filter(double x) { return x > -0.5 && x <= 0.5 ? 1.0 : 0.0; }

double bilinear_filter(double x) {
  x = std::fabs(x);
  return x < 1.0 ? 1.0 - x : 0.0;
}

double hamming_filter(double x) {
  x = std::fabs(x);
  if (x == 0.0) return 1.0;
  if (x >= 1.0) return 0.0;
  x *= std::numbers::pi;
  // Pillow's constants are floats; with doubles one sample in four million came out differently.
  return std::sin(x) / x * (0.54F + 0.46F * std::cos(x));
}

double bicubic_filter(double x) {
  constexpr double kA = -0.5;
  x = std::fabs(x);
  if (x < 1.0) return ((kA + 2.0) * x - (kA + 3.0)) * x * x + 1;
  if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * kA;
  return 0.0;
}

double sinc(double x) {
  if (x == 0.0) return 1.0;
  x *= std::numbers::pi;
  return std::sin(x) / x;
}

double lanczos_filter(double x) { return x >= -3.0 && x < 3.0 ? sinc(x) * sinc(x / 3) : 0.0; }

struct Filter {
  double (*at)(double);
  double support;  // where it becomes zero, at scale 1
};

Filter filter_of(ResizeFilter filter) {
  switch (filter) {
    case ResizeFilter::kBox: return {box_filter, 0.5};
    case ResizeFilter::kBilinear: return {bilinear_filter, 1.0};
    case ResizeFilter::kHamming: return {hamming_filter, 1.0};
    case ResizeFilter::kBicubic: return {bicubic_filter, 2.0};
    case ResizeFilter::kLanczos: break;
  }
  return {lanczos_filter, 3.0};
}

std::int32_t to_fixed(double weight) {
  const double scaled = weight * (1 << ResampleWeights::kPrecisionBits);
  return static_cast<std::int32_t>(weight < 0 ? -0.5 + scaled : 0.5 + scaled);
}

}  // namespace

ResampleWeights resample_weights(int in_size, float box_start, float box_end, int out_size,
                                 ResizeFilter filter, int first_out, int count_out) {
  const Filter f = filter_of(filter);
  const double scale = static_cast<double>(box_end - box_start) / out_size;
  const double filter_scale = std::max(scale, 1.0);
  const double support = f.support * filter_scale;
  const double inverse = 1.0 / filter_scale;

  ResampleWeights result;
  result.stride = static_cast<int>(std::ceil(support)) * 2 + 1;
  result.spans.resize(count_out);
  result.weights.assign(static_cast<std::size_t>(count_out) * result.stride, 0);
  std::vector<double> raw(result.stride);
  for (int i = 0; i < count_out; ++i) {
    const double center = box_start + (first_out + i + 0.5) * scale;
    const int first = std::max(0, static_cast<int>(center - support + 0.5));
    const int end = std::min(in_size, static_cast<int>(center + support + 0.5));
    const int count = end - first;
    double sum = 0.0;
    for (int x = 0; x < count; ++x) {
      raw[x] = f.at((x + first - center + 0.5) * inverse);
      sum += raw[x];
    }
    std::int32_t* weights = result.weights.data() + static_cast<std::size_t>(i) * result.stride;
    for (int x = 0; x < count; ++x) {
      weights[x] = to_fixed(sum != 0.0 ? raw[x] / sum : raw[x]);
    }
    result.spans[i] = {first, count};
  }
  return result;
}

}  // namespace ocelli
