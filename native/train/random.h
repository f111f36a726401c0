#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>

namespace ocelli::train {

/// Random numbers that depend on their keys (a seed, an epoch, a photograph's index) and on nothing
/// else: which thread draws them, and in which order photographs are prepared, does not matter.
/// Source: Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators (2014).
class Random {
 public:
  Random(std::initializer_list<std::uint64_t> keys) {
    for (const std::uint64_t key : keys) state_ = mix(state_ + kStep + mix(key + kStep));
  }

  std::uint64_t next() {
    state_ += kStep;
    return mix(state_);
  }

  /// 0 up to, not including, 1.
  double uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  /// A whole number from 0 to `count` - 1; `count` is at least 1.
  std::int64_t below(std::int64_t count) {
    const auto bound = static_cast<std::uint64_t>(count);
    const std::uint64_t uneven = (0 - bound) % bound;
    std::uint64_t drawn = next();
    while (drawn < uneven) drawn = next();
    return static_cast<std::int64_t>(drawn % bound);
  }

  bool chance(double probability) { return uniform() < probability; }

  /// Mean 0, standard deviation 1 (Box and Muller).
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
  }

  /// A gamma variate of the given shape, above 0 (Marsaglia and Tsang, 2000).
  double gamma(double shape) {
    if (shape < 1.0) return gamma(shape + 1.0) * std::pow(1.0 - uniform(), 1.0 / shape);
    const double d = shape - 1.0 / 3.0;
    const double c = 1.0 / std::sqrt(9.0 * d);
    while (true) {
      const double x = normal();
      const double root = 1.0 + c * x;
      if (root <= 0.0) continue;
      const double v = root * root * root;
      if (std::log(1.0 - uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
    }
  }

  /// Beta(alpha, alpha), 0 to 1.
  double beta(double alpha) {
    const double a = gamma(alpha);
    const double b = gamma(alpha);
    return a + b > 0.0 ? a / (a + b) : 0.5;
  }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15U;

  static std::uint64_t mix(std::uint64_t value) {
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
  }

  std::uint64_t state_ = 0;
};

}  // namespace ocelli::train
