#include "model/decimal.h"

#include <cfloat>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <version>

namespace ocelli {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t count_digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  return count;
}

// Takes one or more digits off the front of `text`.
bool take_digits(std::string_view& text) {
  const std::size_t count = count_digits(text);
  text.remove_prefix(count);
  return count > 0;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

bool is_decimal(std::string_view text) {
  take(text, "-");
  if (!take_digits(text)) return false;
  if (take(text, ".") && !take_digits(text)) return false;
  if (take(text, "eE")) {
    take(text, "+-");
    if (!take_digits(text)) return false;
  }
  return text.empty();
}

bool is_zero(std::string_view decimal) {
  const std::string_view mantissa = decimal.substr(0, decimal.find_first_of("eE"));
  return mantissa.find_first_of("123456789") == std::string_view::npos;
}

// `text` has passed is_decimal.
std::optional<double> nearest_double(std::string_view text) {
#if defined(__cpp_lib_to_chars)
  double value = 0.0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec != std::errc{}) return std::nullopt;
  return value;
#elif defined(__EMSCRIPTEN__)
  // libc++ 13 has no from_chars for double; musl's strtod rounds correctly and knows no locale.
  return std::strtod(std::string(text).c_str(), nullptr);
#else
#error "a correctly rounding, locale independent conversion from text to double is needed here"
#endif
}

}  // namespace

std::optional<float> parse_decimal(std::string_view text) {
  if (!is_decimal(text)) return std::nullopt;
  if (is_zero(text)) return text.front() == '-' ? -0.0F : 0.0F;
  const std::optional<double> value = nearest_double(text);
  if (!value || !(std::fabs(*value) >= DBL_MIN) || std::fabs(*value) > FLT_MAX) {
    return std::nullopt;
  }
  return static_cast<float>(*value);
}

std::optional<int> parse_whole(std::string_view text) {
  if (text.empty() || text.size() > 9 || count_digits(text) != text.size()) return std::nullopt;
  int value = 0;
  for (const char digit : text) value = value * 10 + (digit - '0');
  return value;
}

}  // namespace ocelli
