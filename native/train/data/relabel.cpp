#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "train/data/dataset.h"

namespace ocelli::train {
namespace {

Error invalid(const std::string& what) { return Error{ErrorCode::kInvalidArgument, what}; }

constexpr std::int32_t kDropped = -1;

// For each of the data set's labels its place among the names, or else among the ids.
std::vector<std::int32_t> find_places(const std::vector<std::string>& labels,
                                      const std::vector<std::string>& names,
                                      const std::vector<std::string>& ids) {
  std::map<std::string, std::int32_t> by_text;
  for (const auto* list : {&names, &ids}) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      by_text.emplace((*list)[i], static_cast<std::int32_t>(i));
    }
  }
  std::vector<std::int32_t> places;
  for (const std::string& label : labels) {
    const auto found = by_text.find(label);
    places.push_back(found == by_text.end() ? kDropped : found->second);
  }
  return places;
}

std::string missing_labels(const std::vector<std::string>& labels,
                           const std::vector<std::int32_t>& places) {
  constexpr int kMostNamed = 5;
  std::string text;
  int count = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (places[i] != kDropped || ++count > kMostNamed) continue;
    text += (text.empty() ? "\"" : ", \"") + labels[i] + "\"";
  }
  if (count > kMostNamed) text += " and " + std::to_string(count - kMostNamed) + " more";
  return text;
}

void place_labels(std::vector<Sample>& part, const std::vector<std::int32_t>& places) {
  for (Sample& sample : part) {
    std::vector<std::int32_t> placed;
    for (const std::int32_t label : sample.labels) {
      const std::int32_t place = places[static_cast<std::size_t>(label)];
      if (place != kDropped) placed.push_back(place);
    }
    std::sort(placed.begin(), placed.end());
    placed.erase(std::unique(placed.begin(), placed.end()), placed.end());
    sample.labels = std::move(placed);
  }
}

std::set<std::int32_t> labels_in(const std::vector<Sample>& part) {
  std::set<std::int32_t> found;
  for (const Sample& sample : part) found.insert(sample.labels.begin(), sample.labels.end());
  return found;
}

}  // namespace

Result<Dataset> relabel(Dataset dataset, const std::vector<std::string>& names,
                        const std::vector<std::string>& ids) {
  if (!ids.empty() && ids.size() != names.size()) {
    return invalid("label ids: expected one for each of the " + std::to_string(names.size()) +
                   " labels, got " + std::to_string(ids.size()));
  }
  const std::vector<std::int32_t> places = find_places(dataset.labels, names, ids);
  const std::string missing = missing_labels(dataset.labels, places);
  if (!missing.empty() && !dataset.multi_label) {
    return invalid("labels: the model does not know " + missing);
  }
  if (!missing.empty()) dataset.notes.push_back("labels that were left out: " + missing);
  for (auto* part : {&dataset.train, &dataset.validation, &dataset.test}) {
    place_labels(*part, places);
  }
  dataset.labels = names;
  return dataset;
}

Result<bool> check_trainable(const Dataset& dataset) {
  const std::size_t fewest = dataset.multi_label ? 1 : 2;
  if (dataset.labels.size() < fewest) {
    return invalid("labels: expected at least " + std::to_string(fewest) + " to tell apart, got " +
                   (dataset.labels.empty() ? "none" : "only \"" + dataset.labels.front() + "\""));
  }
  const std::set<std::int32_t> found = labels_in(dataset.train);
  for (std::size_t i = 0; i < dataset.labels.size(); ++i) {
    if (!found.contains(static_cast<std::int32_t>(i))) {
      return invalid("the label \"" + dataset.labels[i] + "\" has no photograph to train on");
    }
  }
  return true;
}

}  // namespace ocelli::train
