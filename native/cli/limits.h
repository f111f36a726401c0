#pragma once

#include <CLI/CLI.hpp>

#include "image/decode.h"

namespace ocelli {

/// Adds `--max-megapixels` and `--max-memory`, which bound what a photograph may take.
inline void add_limits(CLI::App& command, DecodeLimits& limits) {
  command.add_option("--max-megapixels", limits.megapixels, "Refuse larger photographs")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command
      .add_option("--max-memory", limits.memory_megabytes,
                  "Refuse photographs whose decoding would take more megabytes (10^6 bytes)")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
}

}  // namespace ocelli
