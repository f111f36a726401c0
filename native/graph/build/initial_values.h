#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace ocelli::graph {

/// What a new tensor holds.
struct InitialValues {
  enum class Kind {
    kConstant,  ///< `scale` everywhere
    kUniform,   ///< from -`scale` to `scale`
    kNormal,    ///< mean 0, standard deviation `scale`
    kDirac,     ///< filters that pass their input on, as many as there are; the rest as kUniform
  };
  Kind kind = Kind::kConstant;
  double scale = 0.0;
};

constexpr InitialValues constant(double value) { return {InitialValues::Kind::kConstant, value}; }
constexpr InitialValues uniform(double bound) { return {InitialValues::Kind::kUniform, bound}; }
constexpr InitialValues normal(double std) { return {InitialValues::Kind::kNormal, std}; }
constexpr InitialValues dirac(double bound) { return {InitialValues::Kind::kDirac, bound}; }

/// The inputs that an output element of a layer sums over, and the outputs that an input element
/// reaches, as PyTorch counts them: `out` does not divide by the groups.
struct Fans {
  std::int64_t in = 1;
  std::int64_t out = 1;
  std::int64_t groups = 1;
};

/// How a layer's weight or bias is drawn.
using InitialRule = InitialValues (*)(const Fans&);

InitialValues zeros(const Fans& fans);

/// PyTorch's default for convolutions, linear layers and their biases: U(-1/√in, 1/√in).
InitialValues default_uniform(const Fans& fans);

/// He et al., Delving Deep into Rectifiers (2015), over the outputs: N(0, 2/out).
InitialValues he_fan_out(const Fans& fans);

/// `values` for a tensor of the given shape, row-major. They depend on nothing but the arguments, to
/// the bit: no function of the platform's mathematics library is called.
std::vector<float> draw(const InitialValues& values, const std::vector<std::int64_t>& dims,
                        std::uint64_t seed, std::string_view name);

}  // namespace ocelli::graph
