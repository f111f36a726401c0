#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/model_card.h"
#include "train/data/dataset.h"

namespace ocelli {

/// What people are told of a trained model; empty texts leave the base model's, or a default.
struct CardTexts {
  std::string title;
  std::string licence;
  std::string data;
  std::string accuracy;
};

/// What validation has found out about a model's scores.
struct FittedScores {
  double temperature = 1;
  std::optional<double> unsure_below;
  std::vector<double> thresholds;  ///< multi-label: one a label
};

/// The card of a model trained from one with the card `base`: its preprocessing, the data set's
/// labels, and no golden output yet. Entries in the order in which people read them.
std::vector<CardEntry> trained_card(const std::vector<CardEntry>& base, const train::Dataset& data,
                                    const CardTexts& texts, const FittedScores& scores);

/// A number as a card writes it: the shortest decimal that is read back to the same float32.
std::string card_number(double value);

}  // namespace ocelli
