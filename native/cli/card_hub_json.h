#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace ocelli::hub {

using Json = nlohmann::ordered_json;

/// What a folder says that no card can: `card_from_hub` turns it into its Error.
class Refused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Refuses the value of `key`, as "size should be …, but is …".
[[noreturn]] void refuse(std::string_view key, std::string_view expected, const Json& received);
[[noreturn]] void refuse(std::string_view key, std::string_view expected,
                         const std::string& received);

/// The value of a key, or null where the key is missing.
const Json& value_of(const Json& object, const char* key);

/// The value of a key, or `fallback` where it is missing or null.
Json value_or(const Json& object, const char* key, Json fallback);

/// A switch; anything but true, false and null is refused.
bool flag(const Json& object, const char* key, bool fallback);

/// The number's shortest decimal after rounding to nine digits, as JavaScript writes it: more than a
/// float32 holds, and no noise of double arithmetic.
std::string tidy(double value);

/// What `tidy` writes, as a number: JavaScript's `Number(value.toPrecision(9))`.
double nine_digits(double value);

}  // namespace ocelli::hub
