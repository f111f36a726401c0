#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "model/utf8.h"
#include "train/data/listed_photo.h"

namespace ocelli::train {
namespace {

Error invalid(const std::string& place, const std::string& what) {
  return Error{ErrorCode::kInvalidArgument, place + ": " + what};
}

// A label stands on a line of the model's card: text, no control characters, not blank.
bool is_label(std::string_view label) {
  const bool visible = std::any_of(label.begin(), label.end(), [](char c) { return c != ' '; });
  const bool control = std::any_of(label.begin(), label.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
  return visible && !control && is_utf8(label);
}

std::optional<Error> check_labels(const PhotoList& list) {
  for (const ListedPhoto& photo : list.photos) {
    for (const std::string& label : photo.labels) {
      if (!is_label(label)) {
        return invalid(photo.place,
                       "expected a label of visible UTF-8 text, got \"" + label + "\"");
      }
    }
    if (!list.multi_label && photo.labels.size() != 1) {
      return invalid(photo.place, "expected one label, got " + std::to_string(photo.labels.size()));
    }
  }
  return std::nullopt;
}

using LabelPlaces = std::map<std::string, std::int32_t>;

// The training part says which labels there are; without one, all photographs do.
Result<LabelPlaces> number_labels(const PhotoList& list) {
  const bool trains = std::any_of(list.photos.begin(), list.photos.end(),
                                  [](const auto& photo) { return photo.part == Part::kTrain; });
  LabelPlaces places;
  for (const ListedPhoto& photo : list.photos) {
    if (trains && photo.part != Part::kTrain) continue;
    for (const std::string& label : photo.labels) places.emplace(label, 0);
  }
  std::int32_t count = 0;
  for (auto& [label, place] : places) place = count++;
  for (const ListedPhoto& photo : list.photos) {
    for (const std::string& label : photo.labels) {
      if (places.contains(label)) continue;
      return invalid(photo.place,
                     "the label \"" + label + "\" has no photograph in the training part");
    }
  }
  return places;
}

Sample make_sample(const PhotoList& list, const ListedPhoto& photo, const LabelPlaces& places) {
  Sample sample;
  sample.name = photo.name;
  sample.path = photo.path.empty() ? find_photo(list.folder, photo.name).string() : photo.path;
  for (const std::string& label : photo.labels) sample.labels.push_back(places.at(label));
  std::sort(sample.labels.begin(), sample.labels.end());
  sample.labels.erase(std::unique(sample.labels.begin(), sample.labels.end()), sample.labels.end());
  return sample;
}

}  // namespace

Result<Dataset> make_dataset(PhotoList list) {
  if (list.photos.empty()) return invalid(list.source, "expected photographs, got none");
  if (auto error = check_labels(list)) return *error;
  const Result<LabelPlaces> places = number_labels(list);
  if (!places) return places.error();
  std::stable_sort(list.photos.begin(), list.photos.end(),
                   [](const auto& a, const auto& b) { return a.name < b.name; });
  Dataset dataset;
  dataset.multi_label = list.multi_label;
  dataset.notes = std::move(list.notes);
  for (const auto& [label, place] : places.value()) dataset.labels.push_back(label);
  for (std::size_t i = 0; i < list.photos.size(); ++i) {
    const ListedPhoto& photo = list.photos[i];
    if (i > 0 && list.photos[i - 1].name == photo.name) {
      return invalid(photo.place, "\"" + photo.name + "\" is listed twice");
    }
    part_of(dataset, photo.part).push_back(make_sample(list, photo, places.value()));
  }
  return dataset;
}

}  // namespace ocelli::train
