#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "image/resize_filter.h"
#include "model/model_card.h"
#include "model/preprocess_spec.h"

namespace ocelli {

// The words that a card uses for each enumeration, in the order of its members.
inline constexpr std::array<std::string_view, 6> kTaskNames = {
    "binary", "multi-class", "multi-label", "detection", "segmentation", "embedding"};
inline constexpr std::array<std::string_view, 3> kActivationNames = {"none", "softmax", "sigmoid"};
inline constexpr std::array<std::string_view, 3> kChannelsNames = {"rgb", "bgr", "grey"};
inline constexpr std::array<std::string_view, 2> kLayoutNames = {"nchw", "nhwc"};
inline constexpr std::array<std::string_view, 5> kResizeModeNames = {
    "shortest-edge", "exact", "letterbox-center", "letterbox-top-left", "none"};
inline constexpr std::array<std::string_view, 5> kResizeFilterNames = {"box", "bilinear", "hamming",
                                                                       "bicubic", "lanczos"};
inline constexpr std::array<std::string_view, 2> kCropRoundingNames = {"half-even", "floor"};

constexpr std::string_view name_of(Task v) { return kTaskNames[static_cast<std::size_t>(v)]; }
constexpr std::string_view name_of(Activation v) {
  return kActivationNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name_of(Channels v) {
  return kChannelsNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name_of(Layout v) { return kLayoutNames[static_cast<std::size_t>(v)]; }
constexpr std::string_view name_of(ResizeMode v) {
  return kResizeModeNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name_of(ResizeFilter v) {
  return kResizeFilterNames[static_cast<std::size_t>(v)];
}
constexpr std::string_view name_of(CropRounding v) {
  return kCropRoundingNames[static_cast<std::size_t>(v)];
}

}  // namespace ocelli
