#include "graph/build/initial_values.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>

#include "graph/build/inverse_normal.h"

namespace ocelli::graph {
namespace {

// Source: Fowler, Noll and Vo, FNV-1a of 64 bits.
std::uint64_t hash(std::string_view text) {
  std::uint64_t state = 0xCBF29CE484222325U;
  for (const char c : text) {
    state = (state ^ static_cast<std::uint8_t>(c)) * 0x100000001B3U;
  }
  return state;
}

// The distributions of <random> differ between standard libraries; the generator does not.
class Draws {
 public:
  Draws(std::uint64_t seed, std::string_view name) : random_(hash(name) ^ seed) {}

  float uniform(double bound) { return static_cast<float>((2.0 * probability() - 1.0) * bound); }
  float normal(double std) { return static_cast<float>(inverse_normal(probability()) * std); }

 private:
  // The middle of one of 2^52 equal parts of 0 to 1: neither end can come.
  double probability() { return (static_cast<double>(random_() >> 12U) + 0.5) * 0x1p-52; }

  std::mt19937_64 random_;
};

// In a weight of O × I × kh × kw, the first min(O, I) filters become the identity.
void put_identity(std::vector<float>& weight, const std::vector<std::int64_t>& dims) {
  const auto inputs = static_cast<std::size_t>(dims[1]);
  const auto area = static_cast<std::size_t>(dims[2] * dims[3]);
  const auto centre = static_cast<std::size_t>((dims[2] / 2) * dims[3] + dims[3] / 2);
  const auto passed = std::min(static_cast<std::size_t>(dims[0]), inputs);
  std::fill_n(weight.begin(), passed * inputs * area, 0.0F);
  for (std::size_t i = 0; i < passed; ++i) weight[(i * inputs + i) * area + centre] = 1.0F;
}

}  // namespace

InitialValues zeros(const Fans&) { return constant(0.0); }

InitialValues default_uniform(const Fans& fans) {
  return uniform(1.0 / std::sqrt(static_cast<double>(fans.in)));
}

InitialValues he_fan_out(const Fans& fans) {
  return normal(std::sqrt(2.0 / static_cast<double>(fans.out)));
}

std::vector<float> draw(const InitialValues& values, const std::vector<std::int64_t>& dims,
                        std::uint64_t seed, std::string_view name) {
  std::size_t count = 1;
  for (const std::int64_t length : dims) count *= static_cast<std::size_t>(length);
  using Kind = InitialValues::Kind;
  std::vector<float> drawn(count, static_cast<float>(values.scale));
  if (values.kind == Kind::kConstant) return drawn;
  Draws draws(seed, name);
  const bool is_normal = values.kind == Kind::kNormal;
  for (float& one : drawn)
    one = is_normal ? draws.normal(values.scale) : draws.uniform(values.scale);
  if (values.kind == Kind::kDirac) put_identity(drawn, dims);
  return drawn;
}

}  // namespace ocelli::graph
