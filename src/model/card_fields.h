#pragma once

#include <array>
#include <cfloat>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/model_card.h"
#include "result.h"

namespace ocelli {

/// What a number must be, and how an error says so.
struct NumberRule {
  float low;
  float high;
  bool low_itself;  ///< whether `low` itself is allowed
  std::string_view words;
};
inline constexpr NumberRule kAnyNumber = {-FLT_MAX, FLT_MAX, true, "a finite decimal number"};
inline constexpr NumberRule kPositiveNumber = {0.0F, FLT_MAX, false, "a decimal number above 0"};
inline constexpr NumberRule kUnitNumber = {0.0F, 1.0F, true, "a decimal number from 0 to 1"};

/// Typed access to a card's entries. The first value that breaks its rule is remembered as `error`,
/// and everything after it is answered with nothing, so that a reader of many keys asks once, at
/// its end. Keys are given whole, `ocelli.` included. Keeps views into the entries.
class CardFields {
 public:
  /// Refuses entries whose key does not begin with `ocelli.`, doubled keys, ill-formed UTF-8
  /// and control characters other than line feed and tab.
  explicit CardFields(const std::vector<CardEntry>& entries);

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  [[nodiscard]] bool has(std::string_view key) const { return find(key).has_value(); }
  [[nodiscard]] std::optional<std::string_view> find(std::string_view key) const;

  /// Remembers that `key` should have been `expected`; what came is looked up.
  void fail(std::string_view key, const std::string& expected);
  /// Remembers that `key` is missing unless it is there; whether it is.
  bool require(std::string_view key, const std::string& expected);

  /// The value, empty where the key is absent; `required_text` refuses absence and blanks.
  [[nodiscard]] std::string text(std::string_view key) const;
  std::string required_text(std::string_view key, const std::string& expected);

  /// One text a line: none empty, blank or with a control character in it. `unique`: no two equal.
  std::vector<std::string> lines(std::string_view key, bool unique);

  /// Numbers separated by one space, `fewest` to `most` of them; empty where the key is absent.
  std::vector<float> numbers(std::string_view key, const NumberRule& rule, std::size_t fewest,
                             std::size_t most);
  std::optional<float> number(std::string_view key, const NumberRule& rule);
  /// Exactly `count` whole numbers from `low` to `high`; empty where the key is absent.
  std::vector<int> whole_numbers(std::string_view key, std::size_t count, int low, int high);

  /// The member of an enumeration whose names, in the order of its members, are `names`.
  template <typename Enum, std::size_t N>
  Enum choice(std::string_view key, const std::array<std::string_view, N>& names, Enum fallback) {
    const std::optional<std::string_view> value = find(key);
    if (!value) return fallback;
    std::string expected = "one of";
    for (std::size_t i = 0; i < N; ++i) {
      if (names[i] == *value) return static_cast<Enum>(i);
      expected += (i == 0 ? " " : ", ") + std::string(names[i]);
    }
    fail(key, expected);
    return fallback;
  }

 private:
  std::vector<CardEntry> const& entries_;
  std::optional<Error> error_;
};

/// The parts of `text` between `separator`s; one, perhaps empty, where there is none.
std::vector<std::string_view> split(std::string_view text, char separator);

/// `value` in quotation marks for an error message: shortened, control characters escaped, whole
/// UTF-8 sequences only.
std::string quoted(std::string_view value);

/// The numbers in `text`, each under `rule` and separated by one space; nothing where any is not.
std::optional<std::vector<float>> parse_numbers(std::string_view text, const NumberRule& rule);

}  // namespace ocelli
