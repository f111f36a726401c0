#include "whiten_input.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "train/run/batch_tensors.h"
#include "train/run/whiten.h"

namespace ocelli {

std::optional<Error> whiten_input(exec::Network& network, const std::string& weight,
                                  train::Loader& loader, at::Device device,
                                  const train::ResidentPixels* resident) {
  constexpr std::int64_t kEnough = 5000;
  std::vector<exec::Parameter>& parameters = network.parameters();
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const exec::Parameter& one) { return one.name == weight; });
  if (found == parameters.end()) {
    return Error{ErrorCode::kInvalidCard,
                 "ocelli.train.whitening: expected a weight of the graph, got " + weight};
  }
  std::vector<at::Tensor> inputs;
  std::int64_t photos = 0;
  loader.start(0);
  while (photos < kEnough) {
    const std::optional<train::Batch> batch = loader.next();
    if (!batch) break;
    inputs.push_back(train::batch_tensors(*batch, device, resident).input.clone());
    photos += batch->count;
  }
  if (photos > 0) train::whiten(found->value.detach(), at::cat(inputs));
  return std::nullopt;
}

}  // namespace ocelli
