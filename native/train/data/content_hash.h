#pragma once

#include <cstdint>
#include <span>

namespace ocelli::train {

/// A fast 64-bit hash of bytes, the same on every machine: XXH64, after its published specification
/// (Collet, xxHash fast digest algorithm, version 0.1.1). It finds copies; it does not resist forgery.
std::uint64_t content_hash(std::span<const std::uint8_t> bytes, std::uint64_t seed = 0);

}  // namespace ocelli::train
