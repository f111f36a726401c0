#pragma once

#include <optional>
#include <string_view>

namespace ocelli {

/// A decimal number in the C locale, whatever the process's locale is: an optional minus, digits,
/// optionally a point and digits, optionally an exponent. All of `text` must be the number: no
/// space, plus sign, hexadecimal, NaN or infinity. Read as the nearest double, then cast to
/// float32. Nothing where that is not possible: above float32's range, or not 0 and too small for a
/// normal double.
std::optional<float> parse_decimal(std::string_view text);

/// A whole number of at most nine digits, without sign; nothing else.
std::optional<int> parse_whole(std::string_view text);

}  // namespace ocelli
