#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "image/resize_filter.h"

namespace ocelli {

/// How a photograph is brought to size before the crop.
enum class ResizeMode { kShortestEdge, kExact, kLetterboxCenter, kLetterboxTopLeft, kNone };

/// Order and number of the network's colour channels; grey is Pillow's `L`.
enum class Channels { kRgb, kBgr, kGrey };

/// Memory order of the input tensor.
enum class Layout { kNchw, kNhwc };

/// How half a pixel of margin is rounded: as torchvision does, or as Hugging Face's numpy code.
enum class CropRounding { kHalfEven, kFloor };

/// A crop's sides in pixels, both at least 1.
struct CropSize {
  int height = 0;
  int width = 0;
};

/// Everything that turns a photograph into the network's input, as a card states it. Sizes are
/// pixels. A spec made by `make_card` is complete and free of contradictions: after resize and
/// crop every photograph has the input's size, except under `kNone` without a crop, where only
/// photographs of exactly that size fit.
struct PreprocessSpec {
  int input_height = 0;
  int input_width = 0;
  Channels channels = Channels::kRgb;
  Layout layout = Layout::kNchw;

  ResizeMode resize_mode = ResizeMode::kNone;
  /// Target of the shorter side under `kShortestEdge`, else 0. The longer side is floored.
  int shortest_edge = 0;
  /// Target under `kExact`; the input's size under both letterboxes; else 0.
  int resize_height = 0;
  int resize_width = 0;
  ResizeFilter filter = ResizeFilter::kBilinear;
  /// Letterbox colour: red, green, blue.
  std::array<std::uint8_t, 3> fill = {0, 0, 0};
  /// Shrink on load: 0 is off, 2 is Pillow's `draft` rule with twice the target kept.
  int shrink = 0;

  /// Centred crop, always of the input's size; smaller images are padded with 0.
  std::optional<CropSize> crop;
  CropRounding crop_rounding = CropRounding::kHalfEven;

  /// value = (v / divisor - mean) / std_dev, per channel in the network's channel order
  /// (`kBgr`: blue first). Grey uses the first place only.
  float divisor = 255.0F;
  std::array<float, 3> mean = {0.0F, 0.0F, 0.0F};
  std::array<float, 3> std_dev = {1.0F, 1.0F, 1.0F};
};

/// Channels of the input tensor: 1 for grey, else 3.
constexpr int channel_count(Channels channels) { return channels == Channels::kGrey ? 1 : 3; }

}  // namespace ocelli
