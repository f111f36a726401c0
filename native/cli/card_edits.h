#pragma once

#include <string>
#include <vector>

#include "model/model_card.h"
#include "result.h"

namespace ocelli {

/// What `ocelli card` was asked to change, in the order in which it is applied.
struct CardEdits {
  std::string from_hub;               ///< a Hugging Face folder; empty: none
  std::string labels;                 ///< a file of labels; empty: none
  std::vector<std::string> settings;  ///< KEY=VALUE; `ocelli.` may be left out
  std::vector<std::string> removals;  ///< KEY

  [[nodiscard]] bool empty() const {
    return from_hub.empty() && labels.empty() && settings.empty() && removals.empty();
  }
};

struct EditedCard {
  std::vector<CardEntry> entries;
  /// What the caller should know, one sentence each.
  std::vector<std::string> notes;
};

/// Applies the edits to a card's entries. A Hugging Face folder replaces the whole card but its texts
/// for people. Golden values that the changes made stale are taken out, and a note says so.
/// kInvalidArgument: a key that cannot be removed, a file that cannot be read. Fails as
/// `card_from_hub` does. The result is not validated.
Result<EditedCard> apply_edits(std::vector<CardEntry> entries, const CardEdits& edits);

}  // namespace ocelli
