#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ocelli::train {

/// Text as HTML shows it: the characters that mean something to it escaped, also for attributes.
std::string escape_html(std::string_view text);

/// A number with so many digits behind the point, in the C locale; "–" for what is not finite.
std::string fixed(double value, int digits);

/// A share as "87.5 %".
std::string percent(double share);

/// "1 photo", "2 photos".
std::string counted(std::int64_t count, std::string_view noun);

/// Base64 (RFC 4648, with padding).
std::string base64(std::string_view bytes);

}  // namespace ocelli::train
