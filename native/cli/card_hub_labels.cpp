#include "card_hub_labels.h"

#include <array>
#include <set>

namespace ocelli::hub {
namespace {

// White space beyond ASCII's, as JavaScript's \s has it, in UTF-8.
constexpr std::array<std::string_view, 19> kSpaces = {
    "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004",
    "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u2028",
    "\u2029", "\u202F", "\u205F", "\u3000", "\uFEFF"};

// How many bytes of white space the text begins with: those of one character, or 0.
std::size_t space_at(std::string_view text) {
  if (text.starts_with(' ') || (text[0] >= '\t' && text[0] <= '\r')) return 1;
  for (const std::string_view space : kSpaces) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

// Each run of white space as one space, none at the ends.
std::string collapsed(std::string_view text) {
  std::string result;
  bool pending = false;
  while (!text.empty()) {
    if (const std::size_t length = space_at(text); length > 0) {
      pending = !result.empty();
      text.remove_prefix(length);
      continue;
    }
    if (pending) result += ' ';
    pending = false;
    result += text[0];
    text.remove_prefix(1);
  }
  return result;
}

}  // namespace

std::string joined_labels(const Json& id2label) {
  if (!id2label.is_object()) refuse("id2label", "a JSON object", id2label);
  const std::size_t count = id2label.size();
  std::set<std::string> taken;
  std::string labels;
  for (std::size_t i = 0; i < count; ++i) {
    const Json& name = value_of(id2label, std::to_string(i).c_str());
    const std::string plain = name.is_string() ? collapsed(name.get<std::string>()) : "";
    if (plain.empty()) {
      refuse("id2label", "labels 0 to " + std::to_string(count - 1),
             "no text at " + std::to_string(i));
    }
    const std::string label =
        taken.contains(plain) ? plain + " (" + std::to_string(i) + ")" : plain;
    taken.insert(label);
    labels += (i == 0 ? "" : "\n") + label;
  }
  return labels;
}

}  // namespace ocelli::hub
