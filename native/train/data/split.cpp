#include <algorithm>
#include <map>
#include <utility>

#include "train/data/dataset.h"
#include "train/random.h"

namespace ocelli::train {
namespace {

Error invalid(const std::string& what) { return Error{ErrorCode::kInvalidArgument, what}; }

// A photograph's place on the line from 0 to 1, the same for all copies of it.
double place_on_line(const Sample& sample, std::uint64_t seed, std::uint64_t purpose) {
  return Random{seed, purpose, sample.content}.uniform();
}

using Places = std::vector<std::pair<double, std::size_t>>;  // place on the line, index in the part

// Photographs by label; those of a multi-label data set stand together under one.
std::map<std::int32_t, Places> by_class(const Dataset& dataset, std::uint64_t seed,
                                        std::uint64_t purpose) {
  std::map<std::int32_t, Places> classes;
  for (std::size_t i = 0; i < dataset.train.size(); ++i) {
    const Sample& sample = dataset.train[i];
    const std::int32_t label = dataset.multi_label ? 0 : sample.labels.front();
    classes[label].emplace_back(place_on_line(sample, seed, purpose), i);
  }
  for (auto& [label, places] : classes) std::sort(places.begin(), places.end());
  return classes;
}

// How many of the sorted places go: those below the share, but some and not all where that can be.
// Copies share a place, and are not torn apart.
std::size_t taken(const Places& places, double share) {
  const auto end_of = [&](double limit) {
    return static_cast<std::size_t>(
        std::partition_point(places.begin(), places.end(),
                             [&](const auto& entry) { return entry.first <= limit; }) -
        places.begin());
  };
  std::size_t count = static_cast<std::size_t>(
      std::partition_point(places.begin(), places.end(),
                           [&](const auto& entry) { return entry.first < share; }) -
      places.begin());
  if (count == 0) count = end_of(places.front().first);
  if (count < places.size()) return count;
  // All would go: the last stays, and its copies with it.
  const double last = places.back().first;
  return static_cast<std::size_t>(
      std::partition_point(places.begin(), places.end(),
                           [&](const auto& entry) { return entry.first < last; }) -
      places.begin());
}

std::vector<Sample> take_share(Dataset& dataset, double share, std::uint64_t seed,
                               std::uint64_t purpose) {
  std::vector<bool> goes(dataset.train.size(), false);
  for (const auto& [label, places] : by_class(dataset, seed, purpose)) {
    const std::size_t count = taken(places, share);
    for (std::size_t i = 0; i < count; ++i) goes[places[i].second] = true;
  }
  std::vector<Sample> kept, part;
  for (std::size_t i = 0; i < dataset.train.size(); ++i) {
    (goes[i] ? part : kept).push_back(std::move(dataset.train[i]));
  }
  dataset.train = std::move(kept);
  return part;
}

}  // namespace

Result<Dataset> split(Dataset dataset, const SplitOptions& options) {
  const auto is_share = [](double share) { return share >= 0.0 && share < 1.0; };
  if (!is_share(options.validation_share) || !is_share(options.test_share) ||
      options.validation_share + options.test_share >= 1.0) {
    return invalid("split: expected shares from 0, together below 1, got validation " +
                   std::to_string(options.validation_share) + " and test " +
                   std::to_string(options.test_share));
  }
  if (dataset.train.empty()) return invalid("split: expected photographs to train on, got none");
  constexpr std::uint64_t kTestPurpose = 1, kValidationPurpose = 2;
  double left = 1.0;
  if (dataset.test.empty() && options.test_share > 0.0) {
    dataset.test = take_share(dataset, options.test_share, options.seed, kTestPurpose);
    left -= options.test_share;
  }
  if (dataset.validation.empty() && options.validation_share > 0.0) {
    dataset.validation =
        take_share(dataset, options.validation_share / left, options.seed, kValidationPurpose);
  }
  return dataset;
}

}  // namespace ocelli::train
