#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "result.h"

namespace ocelli {

inline constexpr int kSuccess = 0;
inline constexpr int kFailure = 1;
inline constexpr int kBadUsage = 2;

/// Prints a failure, to stderr or as `{"error": {"code", "message"}}` to stdout, and gives kFailure.
int report_failure(const Error& error, bool json);

/// Prints an object on one line of stdout and gives kSuccess.
int report_json(const nlohmann::json& object);

}  // namespace ocelli
