#include "graph/build/initial_card.h"

#include <cmath>

namespace ocelli::graph {
namespace {

std::string lines(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : "\n") + text;
  return joined;
}

std::string labels(const ArchitectureSpec& spec) {
  if (!spec.labels.empty()) return lines(spec.labels);
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < spec.num_classes; ++i) {
    names.push_back("class " + std::to_string(i));
  }
  return lines(names);
}

// Another image size keeps the share of the photograph that the crop shows.
void add_resize(std::vector<CardEntry>& card, const Choice& choice) {
  const Preparation& own = choice.architecture->preparation;
  const std::string side = std::to_string(choice.spec.image_size);
  const std::string both = side + " " + side;
  const bool crops = own.shortest_edge > 0;
  const double ratio = static_cast<double>(own.shortest_edge) / own.image_size;
  const auto edge = std::llround(static_cast<double>(choice.spec.image_size) * ratio);
  card.emplace_back("ocelli.resize.mode", crops ? "shortest-edge" : "exact");
  card.emplace_back("ocelli.resize.size", crops ? std::to_string(edge) : both);
  card.emplace_back("ocelli.resize.filter", own.filter);
  card.emplace_back("ocelli.resize.shrink", "2");
  if (crops) card.emplace_back("ocelli.crop.size", both);
}

void add_training(std::vector<CardEntry>& card, const Choice& choice,
                  const std::vector<std::string>& frozen) {
  const Architecture& architecture = *choice.architecture;
  if (!architecture.auxiliary.empty() && choice.spec.auxiliary) {
    card.emplace_back("ocelli.output.names", kLogits);
    card.emplace_back("ocelli.train.auxiliary", architecture.auxiliary);
  }
  if (!frozen.empty()) card.emplace_back("ocelli.train.frozen", lines(frozen));
  if (!architecture.whitening.empty()) {
    card.emplace_back("ocelli.train.whitening", architecture.whitening);
  }
}

}  // namespace

std::vector<CardEntry> initial_card(const Choice& choice, const std::vector<std::string>& frozen) {
  const Architecture& architecture = *choice.architecture;
  const Preparation& own = architecture.preparation;
  const std::string side = std::to_string(choice.spec.image_size);
  const std::string title(architecture.title);
  std::vector<CardEntry> card = {
      {"ocelli.version", "1"},
      {"ocelli.task", "multi-class"},
      {"ocelli.title", title + ", untrained"},
      // Random numbers are nobody's work; whoever trains them sets the licence of what results.
      {"ocelli.licence", "CC0-1.0"},
      {"ocelli.source", title + " with random weights, seed " + std::to_string(choice.spec.seed) +
                            ". " + std::string(architecture.paper)},
      {"ocelli.labels", labels(choice.spec)},
      {"ocelli.input.size", side + " " + side},
  };
  add_resize(card, choice);
  card.emplace_back("ocelli.normalize.divisor", own.divisor);
  card.emplace_back("ocelli.normalize.mean", own.mean);
  card.emplace_back("ocelli.normalize.std", own.std);
  card.emplace_back("ocelli.output.activation", "softmax");
  add_training(card, choice, frozen);
  return card;
}

}  // namespace ocelli::graph
