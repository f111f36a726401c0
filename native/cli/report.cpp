#include "report.h"

#include <iostream>

#include <nlohmann/json.hpp>

namespace ocelli {

int report_failure(const Error& error, bool json) {
  if (json) {
    report_json({{"error", {{"code", error_name(error.code)}, {"message", error.message}}}});
  } else {
    std::cerr << "ocelli: " << error.message << " (" << error_name(error.code) << ")\n";
  }
  return kFailure;
}

int report_json(const nlohmann::json& object) {
  std::cout << object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  return kSuccess;
}

}  // namespace ocelli
