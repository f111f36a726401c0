#include "tensor/geometry.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "image/crop.h"

namespace ocelli {
namespace {

std::string size_text(std::int64_t width, std::int64_t height) {
  return std::to_string(width) + " x " + std::to_string(height);
}

struct Size {
  std::int64_t width;
  std::int64_t height;
};

Size shortest_edge(int width, int height, std::int64_t edge) {
  return width <= height ? Size{edge, edge * height / width} : Size{edge * width / height, edge};
}

Size letterbox(int width, int height, const PreprocessSpec& spec) {
  const double ratio = std::min(static_cast<double>(spec.input_height) / height,
                                static_cast<double>(spec.input_width) / width);
  const auto side = [&](int length, int most) {
    return std::clamp<std::int64_t>(std::llround(length * ratio), 1, most);
  };
  return {side(width, spec.input_width), side(height, spec.input_height)};
}

Size resized(int width, int height, const PreprocessSpec& spec) {
  switch (spec.resize_mode) {
    case ResizeMode::kShortestEdge: return shortest_edge(width, height, spec.shortest_edge);
    case ResizeMode::kExact: return {spec.resize_width, spec.resize_height};
    case ResizeMode::kLetterboxCenter:
    case ResizeMode::kLetterboxTopLeft: return letterbox(width, height, spec);
    case ResizeMode::kNone: break;
  }
  return {width, height};
}

struct Axis {
  int window_start;
  int window_length;
  int place;
};

// Along one axis: `size` pixels resized, `input` wanted, beginning at `start` (negative: padding).
Axis axis(int size, int input, int start) {
  const int first = std::max(start, 0);
  const int place = std::max(-start, 0);
  return {first, std::min(size - first, input - place), place};
}

int start_of(int size, int input, const PreprocessSpec& spec) {
  if (spec.resize_mode == ResizeMode::kLetterboxTopLeft) return 0;
  if (spec.resize_mode == ResizeMode::kLetterboxCenter) return -((input - size) / 2);
  return spec.crop_rounding == CropRounding::kFloor ? center_crop_start_floor(size, input)
                                                    : center_crop_start(size, input);
}

}  // namespace

Result<Geometry> geometry(int width, int height, const PreprocessSpec& spec) {
  const Size size = resized(width, height, spec);
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();
  if (size.width > kMost || size.height > kMost) {
    return Error{ErrorCode::kImageTooLarge, "photo: " + size_text(width, height) +
                                                " pixels would be resized to " +
                                                size_text(size.width, size.height)};
  }
  const int w = static_cast<int>(size.width), h = static_cast<int>(size.height);
  if (!spec.crop && spec.resize_mode == ResizeMode::kNone &&
      (w != spec.input_width || h != spec.input_height)) {
    return Error{ErrorCode::kInvalidArgument, "photo: this model takes exactly " +
                                                  size_text(spec.input_width, spec.input_height) +
                                                  " pixels, got " + size_text(w, h)};
  }
  const Axis x = axis(w, spec.input_width, start_of(w, spec.input_width, spec));
  const Axis y = axis(h, spec.input_height, start_of(h, spec.input_height, spec));
  return Geometry{
      {w, h, x.window_start, y.window_start, x.window_length, y.window_length}, x.place, y.place};
}

int shrink_for(int width, int height, const ResizeTarget& target, const PreprocessSpec& spec) {
  if (spec.shrink == 0) return 1;
  const std::int64_t kept = spec.shrink;
  const std::int64_t scale =
      std::min(width / (kept * target.width), height / (kept * target.height));
  return scale >= 8 ? 8 : scale >= 4 ? 4 : scale >= 2 ? 2 : 1;
}

SourceBox covered_box(const Photo& photo) {
  SourceBox box = whole(photo.pixels);
  const float width = static_cast<float>(photo.width) / static_cast<float>(photo.shrink);
  const float height = static_cast<float>(photo.height) / static_cast<float>(photo.shrink);
  const int o = photo.orientation;
  const bool mirrored_across = o == 2 || o == 3 || o == 6 || o == 7;
  const bool mirrored_down = o == 3 || o == 4 || o == 7 || o == 8;
  if (mirrored_across) {
    box.left = box.right - width;
  } else {
    box.right = width;
  }
  if (mirrored_down) {
    box.top = box.bottom - height;
  } else {
    box.bottom = height;
  }
  return box;
}

}  // namespace ocelli
