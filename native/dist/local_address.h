#pragma once

#include <cstdint>
#include <string>

namespace ocelli::dist {

/// The address of this machine from which `host` is reached: asked of the system's routes, nothing is
/// sent. `host` itself where that cannot be said.
std::string local_address(const std::string& host, std::uint16_t port);

/// A port of this machine that nobody listens at now; 0 where there is none.
std::uint16_t free_port();

}  // namespace ocelli::dist
