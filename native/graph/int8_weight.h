#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ocelli::graph {

/// The largest magnitude of a stored weight: symmetric, so that −w is stored as exactly as w.
inline constexpr int kInt8Limit = 127;

/// A weight as int8 with a scale an output channel: weight ≈ values × scale.
struct Int8Weight {
  std::vector<std::int8_t> values;
  std::vector<float> scale;
};

/// How a weight's elements belong to output channels: element i to channel i / inner % channels.
struct ChannelLayout {
  std::size_t channels = 0;
  std::size_t inner = 0;

  [[nodiscard]] std::size_t channel_of(std::size_t element) const {
    return element / inner % channels;
  }
};

/// For each channel the scale that puts its largest magnitude at ±127; 1 where it is all zeros.
std::vector<float> largest_scales(std::span<const float> weight, ChannelLayout layout);

/// Each element to the nearest multiple of its channel's scale, halves to even.
Int8Weight round_nearest(std::span<const float> weight, ChannelLayout layout);

}  // namespace ocelli::graph
