#pragma once

#include <string>
#include <vector>

#include "graph/build/families.h"
#include "model/model_card.h"

namespace ocelli::graph {

/// The card of a network that has learned nothing yet, and what its trainer has to know
/// (architecture.h). `frozen`: names of the tensors that training leaves as they are.
std::vector<CardEntry> initial_card(const Choice& choice, const std::vector<std::string>& frozen);

}  // namespace ocelli::graph
