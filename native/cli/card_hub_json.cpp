#include "card_hub_json.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace ocelli::hub {
namespace {

constexpr int kDigits = 9;

// JavaScript writes plain decimals where the point lies within these places of the first digit.
constexpr int kSmallestPlain = -6;
constexpr int kLargestPlain = 21;

struct Decimal {
  std::string digits;  // no zeros at the end, at least one digit
  int exponent = 0;    // of the first digit
};

// Rounds half away from zero, as toPrecision does; printf would round such ties to even.
Decimal rounded(double magnitude) {
  char exact[1200];
  // 767 digits are the most that a double has.
  std::snprintf(exact, sizeof exact, "%.800e", magnitude);
  const std::string text(exact);
  const std::size_t e = text.find('e');
  Decimal decimal{text.substr(0, 1) + text.substr(2, kDigits - 1), std::atoi(text.c_str() + e + 1)};
  if (text[kDigits + 1] >= '5') {
    int place = kDigits - 1;
    while (place >= 0 && decimal.digits[static_cast<std::size_t>(place)] == '9') {
      decimal.digits[static_cast<std::size_t>(place--)] = '0';
    }
    if (place >= 0) {
      ++decimal.digits[static_cast<std::size_t>(place)];
    } else {
      decimal = {"1", decimal.exponent + 1};
    }
  }
  decimal.digits.erase(decimal.digits.find_last_not_of('0') + 1);
  return decimal;
}

std::string plain(const Decimal& decimal) {
  const auto count = static_cast<int>(decimal.digits.size());
  if (decimal.exponent < 0) {
    return "0." + std::string(static_cast<std::size_t>(-decimal.exponent - 1), '0') +
           decimal.digits;
  }
  if (decimal.exponent >= count - 1) {
    return decimal.digits +
           std::string(static_cast<std::size_t>(decimal.exponent - count + 1), '0');
  }
  std::string text = decimal.digits;
  return text.insert(static_cast<std::size_t>(decimal.exponent + 1), ".");
}

}  // namespace

void refuse(std::string_view key, std::string_view expected, const std::string& received) {
  throw Refused(std::string(key) + " should be " + std::string(expected) + ", but is " + received);
}

void refuse(std::string_view key, std::string_view expected, const Json& received) {
  refuse(key, expected,
         received.is_string() ? received.get<std::string>()
                              : received.dump(-1, ' ', false, Json::error_handler_t::replace));
}

const Json& value_of(const Json& object, const char* key) {
  static const Json kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

Json value_or(const Json& object, const char* key, Json fallback) {
  const Json& value = value_of(object, key);
  return value.is_null() ? std::move(fallback) : value;
}

bool flag(const Json& object, const char* key, bool fallback) {
  const Json value = value_or(object, key, fallback);
  if (!value.is_boolean()) refuse(key, "true or false", value);
  return value.get<bool>();
}

std::string tidy(double value) {
  if (value == 0) return "0";
  const Decimal decimal = rounded(std::fabs(value));
  const std::string sign = value < 0 ? "-" : "";
  if (decimal.exponent >= kSmallestPlain && decimal.exponent < kLargestPlain) {
    return sign + plain(decimal);
  }
  std::string digits = decimal.digits;
  if (digits.size() > 1) digits.insert(1, ".");
  return sign + digits + (decimal.exponent < 0 ? "e" : "e+") + std::to_string(decimal.exponent);
}

double nine_digits(double value) {
  const std::string text = tidy(value);
  double result = 0;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

}  // namespace ocelli::hub
