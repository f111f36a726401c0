#include "../convert_network.h"
#include "photo_batches.h"
#include "train/round/round_weights.h"

namespace ocelli {
namespace {

// More change the weights little; fewer leave the columns of wide layers undetermined.
constexpr std::size_t kRoundingPhotos = 128;

}  // namespace

Result<ChosenRounding> choose_rounding(const onnx::Model& plain, const ModelCard& card,
                                       const std::vector<std::string>& photos) {
  const auto batches = photo_batches(photos, card.preprocess, kRoundingPhotos);
  if (!batches) return batches.error();
  auto rounded = train::round_weights(plain, batches.value());
  if (!rounded) return rounded.error();
  ChosenRounding chosen;
  for (train::RoundedWeight& one : rounded.value()) {
    chosen.weights.emplace(one.weight, std::move(one.values));
    if (!one.bias.empty()) chosen.biases.emplace(one.bias, std::move(one.bias_values));
  }
  return chosen;
}

}  // namespace ocelli
