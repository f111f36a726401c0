#include "predict/label_filter.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace ocelli {
namespace {

using Places = std::unordered_map<std::string_view, std::size_t>;

// Sets `marks` at the places of `names`; an error for a name that has no place.
std::optional<Error> mark(const Places& places, std::span<const std::string> names,
                          std::string_view parameter, bool value, std::vector<bool>& marks) {
  for (const std::string& name : names) {
    const auto place = places.find(name);
    if (place == places.end()) {
      return Error{ErrorCode::kInvalidArgument,
                   std::string(parameter) + ": expected labels of the model, got \"" + name + "\""};
    }
    marks[place->second] = value;
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<int>> filter_labels(std::span<const std::string> labels,
                                       std::span<const std::string> allow,
                                       std::span<const std::string> deny) {
  Places places;
  if (!allow.empty() || !deny.empty()) {
    for (std::size_t i = 0; i < labels.size(); ++i) places.emplace(labels[i], i);
  }
  std::vector<bool> passes(labels.size(), allow.empty());
  if (auto error = mark(places, allow, "allow", true, passes)) return *std::move(error);
  if (auto error = mark(places, deny, "deny", false, passes)) return *std::move(error);
  std::vector<int> passing;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (passes[i]) passing.push_back(static_cast<int>(i));
  }
  return passing;
}

}  // namespace ocelli
