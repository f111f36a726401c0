#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/model_card.h"
#include "result.h"

namespace ocelli {

/// How many leading elements of an output a golden summary keeps.
inline constexpr std::size_t kGoldenElements = 32;

/// The golden input: 8-bit pixels of the input's size in row, column, channel order, drawn from the
/// generator x' = 1664525 x + 1013904223 mod 2^32 (Numerical Recipes), its upper 8 bits each step.
/// Three channels, red first (also under `kBgr`, which normalising turns round, as for any photo);
/// one for grey. Normalised and run without resize or crop. Not empty for a spec from `make_card`.
std::vector<std::uint8_t> golden_input(const PreprocessSpec& spec, std::uint32_t seed);

/// What a card keeps of one output: its first 32 elements (or all), then the mean (summed in
/// double) and the largest absolute value of all. NaN anywhere makes both NaN. Empty for no values.
std::vector<float> golden_summary(std::span<const float> output);

/// How far a backend is from the golden output.
struct GoldenDifference {
  /// The largest |difference| of any golden value, relative to the largest absolute golden value of
  /// its output; infinite where the outputs are not finite.
  double difference = 0.0;
  /// Whether it is at most the card's tolerance for every output.
  bool agrees = false;
};

/// Compares outputs, in the order of `ocelli.output.names`, with the card's golden values.
/// `kInvalidArgument`: the card has none, or the number of outputs or of elements is another.
Result<GoldenDifference> golden_difference(const ModelCard& card,
                                           std::span<const std::vector<float>> outputs);

}  // namespace ocelli
