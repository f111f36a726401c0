#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "model/model_card.h"

namespace ocelli::test {

/// The smallest sound multi-class card: three labels, photographs stretched to 4 x 6.
inline std::vector<CardEntry> small_card() {
  return {{"ocelli.version", "1"},
          {"ocelli.task", "multi-class"},
          {"ocelli.title", "Insects"},
          {"ocelli.licence", "CC0-1.0"},
          {"ocelli.labels", "ant\nbee\nwasp"},
          {"ocelli.input.size", "4 6"},
          {"ocelli.resize.mode", "exact"},
          {"ocelli.resize.size", "4 6"},
          {"ocelli.output.activation", "softmax"}};
}

/// `card` without `key`.
inline std::vector<CardEntry> without(std::vector<CardEntry> card, const std::string& key) {
  card.erase(std::remove_if(card.begin(), card.end(),
                            [&](const CardEntry& entry) { return entry.first == key; }),
             card.end());
  return card;
}

/// `card` with each of `changes` put in the place of the entry of that key, or added.
inline std::vector<CardEntry> with(std::vector<CardEntry> card,
                                   const std::vector<CardEntry>& changes) {
  for (const CardEntry& change : changes) {
    card = without(std::move(card), change.first);
    card.push_back(change);
  }
  return card;
}

/// The small card with `changes`.
inline std::vector<CardEntry> small_card_with(const std::vector<CardEntry>& changes) {
  return with(small_card(), changes);
}

/// A binary card: cat or dog.
inline std::vector<CardEntry> binary_card(const std::string& activation) {
  return small_card_with({{"ocelli.task", "binary"},
                          {"ocelli.labels", "cat\ndog"},
                          {"ocelli.output.activation", activation}});
}

/// A card that puts photographs through shortest edge and crop, as torchvision does.
inline std::vector<CardEntry> cropping_card() {
  return small_card_with({{"ocelli.input.size", "224 224"},
                          {"ocelli.resize.mode", "shortest-edge"},
                          {"ocelli.resize.size", "256"},
                          {"ocelli.crop.size", "224 224"}});
}

/// The error message of `make_card`, or "" where it succeeds.
inline std::string card_error(const std::vector<CardEntry>& entries) {
  const Result<ModelCard> card = make_card(entries);
  if (card) return "";
  return std::string(error_name(card.error().code)) + ": " + card.error().message;
}

}  // namespace ocelli::test
