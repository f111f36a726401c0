#include "model/card_fields.h"

#include <algorithm>

#include "model/decimal.h"
#include "model/utf8.h"

namespace ocelli {
namespace {

constexpr std::string_view kKeyPrefix = "ocelli.";
constexpr std::size_t kQuotedBytes = 60;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// UTF-8 in lines: no control characters (which a terminal would obey) but line feeds and tabs.
bool is_plain_text(std::string_view text) {
  const auto is_refused = [](char c) { return is_control(c) && c != '\n' && c != '\t'; };
  return is_utf8(text) && std::none_of(text.begin(), text.end(), is_refused);
}

// The first text that stands twice, or nothing.
std::optional<std::string_view> first_repeated(std::vector<std::string_view> texts) {
  std::sort(texts.begin(), texts.end());
  const auto repeated = std::adjacent_find(texts.begin(), texts.end());
  if (repeated == texts.end()) return std::nullopt;
  return *repeated;
}

std::optional<Error> check_entries(const std::vector<CardEntry>& entries) {
  const auto invalid = [](std::string message) {
    return Error{ErrorCode::kInvalidCard, std::move(message)};
  };
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : entries) {
    if (key.substr(0, kKeyPrefix.size()) != kKeyPrefix || !is_plain_text(key)) {
      return invalid("card key: expected plain text that begins with \"ocelli.\", got " +
                     quoted(key));
    }
    if (!is_plain_text(value)) {
      return invalid(key + ": expected UTF-8 text without control characters, got " +
                     quoted(value));
    }
    keys.push_back(key);
  }
  if (const auto key = first_repeated(std::move(keys))) {
    return invalid(std::string(*key) + ": expected once, got it twice");
  }
  return std::nullopt;
}

std::string plural_words(const NumberRule& rule, std::size_t fewest, std::size_t most) {
  if (fewest == 1 && most == 1) return std::string(rule.words);
  const std::string count = fewest == most ? std::to_string(most)
                                           : std::to_string(fewest) + " to " + std::to_string(most);
  return count + " numbers separated by one space, each " + std::string(rule.words);
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string quoted(std::string_view value) {
  std::string shown = "\"";
  while (!value.empty() && shown.size() <= kQuotedBytes) {
    const std::size_t length = utf8_sequence(value);
    if (length == 0) {
      shown += "\\?";
    } else if (value.front() == '\n') {
      shown += "\\n";
    } else if (is_control(value.front())) {
      shown += "\\?";
    } else {
      shown += value.substr(0, length);
    }
    value.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return shown + (value.empty() ? "\"" : "…\"");
}

std::optional<std::vector<float>> parse_numbers(std::string_view text, const NumberRule& rule) {
  std::vector<float> values;
  for (const std::string_view part : split(text, ' ')) {
    const std::optional<float> value = parse_decimal(part);
    if (!value || *value < rule.low || *value > rule.high) return std::nullopt;
    if (*value == rule.low && !rule.low_itself) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

CardFields::CardFields(const std::vector<CardEntry>& entries)
    : entries_(entries), error_(check_entries(entries)) {}

std::optional<std::string_view> CardFields::find(std::string_view key) const {
  if (error_) return std::nullopt;
  for (const auto& [name, value] : entries_) {
    if (name == key) return value;
  }
  return std::nullopt;
}

void CardFields::fail(std::string_view key, const std::string& expected) {
  if (error_) return;
  const std::optional<std::string_view> value = find(key);
  const std::string came = value ? quoted(*value) : "nothing: the key is missing";
  error_ =
      Error{ErrorCode::kInvalidCard, std::string(key) + ": expected " + expected + ", got " + came};
}

bool CardFields::require(std::string_view key, const std::string& expected) {
  if (has(key)) return true;
  fail(key, expected);
  return false;
}

std::string CardFields::text(std::string_view key) const {
  return std::string(find(key).value_or(std::string_view{}));
}

std::string CardFields::required_text(std::string_view key, const std::string& expected) {
  const std::optional<std::string_view> value = find(key);
  if (!value || is_blank(*value)) {
    fail(key, expected);
    return {};
  }
  return std::string(*value);
}

std::vector<std::string> CardFields::lines(std::string_view key, bool unique) {
  const std::optional<std::string_view> value = find(key);
  if (!value) return {};
  const std::vector<std::string_view> parts = split(*value, '\n');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (is_blank(parts[i]) || std::any_of(parts[i].begin(), parts[i].end(), is_control)) {
      fail(key, "one text a line, none of them blank or with control characters (line " +
                    std::to_string(i + 1) + " is " + quoted(parts[i]) + ")");
      return {};
    }
  }
  if (unique) {
    if (const auto repeated = first_repeated(parts)) {
      fail(key, "texts that differ (" + quoted(*repeated) + " stands twice)");
      return {};
    }
  }
  return {parts.begin(), parts.end()};
}

std::vector<float> CardFields::numbers(std::string_view key, const NumberRule& rule,
                                       std::size_t fewest, std::size_t most) {
  const std::optional<std::string_view> value = find(key);
  if (!value) return {};
  std::optional<std::vector<float>> values = parse_numbers(*value, rule);
  if (!values || values->size() < fewest || values->size() > most) {
    fail(key, plural_words(rule, fewest, most));
    return {};
  }
  return std::move(*values);
}

std::optional<float> CardFields::number(std::string_view key, const NumberRule& rule) {
  const std::vector<float> values = numbers(key, rule, 1, 1);
  if (values.empty()) return std::nullopt;
  return values.front();
}

std::vector<int> CardFields::whole_numbers(std::string_view key, std::size_t count, int low,
                                           int high) {
  const std::optional<std::string_view> value = find(key);
  if (!value) return {};
  std::vector<int> values;
  for (const std::string_view part : split(*value, ' ')) {
    const std::optional<int> number = parse_whole(part);
    if (number && *number >= low && *number <= high) values.push_back(*number);
  }
  if (values.size() != count || split(*value, ' ').size() != count) {
    const std::string range = " from " + std::to_string(low) + " to " + std::to_string(high);
    fail(key, count == 1
                  ? "a whole number" + range
                  : std::to_string(count) + " whole numbers" + range + ", separated by one space");
    return {};
  }
  return values;
}

}  // namespace ocelli
