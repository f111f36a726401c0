#include "teacher_model.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base_model.h"
#include "graph/head.h"
#include "graph/normalize.h"

namespace ocelli {
namespace {

// For each label, the place of the model's output.
Result<std::vector<std::int64_t>> places_of(const std::vector<std::string>& labels,
                                            const ModelCard& card) {
  std::vector<std::int64_t> places;
  for (const std::string& label : labels) {
    const auto found = std::find(card.labels.begin(), card.labels.end(), label);
    if (found == card.labels.end()) {
      return Error{ErrorCode::kInvalidArgument,
                   "--teacher: expected a model with the label \"" + label + "\", got one without"};
    }
    places.push_back(found - card.labels.begin());
  }
  return places;
}

}  // namespace

Result<train::Teacher> read_teacher(const std::string& path, const std::vector<std::string>& labels,
                                    const PreprocessSpec& learner, at::Device device) {
  Result<BaseModel> given = read_base_model(path, {});
  if (!given) return given.error();
  Result<std::vector<std::int64_t>> places = places_of(labels, given.value().card);
  if (!places) return places.error();
  Result<graph::Normalized> normal = graph::normalize(std::move(given.value().model));
  if (!normal) return normal.error();
  graph::strip_activation(normal.value().model.graph);
  exec::NetworkOptions options;
  options.device = device;
  Result<exec::Network> network = exec::Network::compile(normal.value().model, options);
  if (!network) return network.error();
  return train::Teacher::create(std::move(network).value(), given.value().card.preprocess, learner,
                                std::move(places).value());
}

}  // namespace ocelli
