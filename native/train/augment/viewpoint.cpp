#include "train/augment/viewpoint.h"

#include <algorithm>
#include <cmath>

#include "image/resize.h"
#include "train/augment/warp.h"

namespace ocelli::train {
namespace {

Homography random_perspective(int width, int height, double amount, Random& random) {
  const double w = width, h = height;
  const auto inwards = [&](double side) { return random.uniform(0.0, amount * side / 2.0); };
  const std::array<Point, 4> corners = {{{0, 0}, {w, 0}, {w, h}, {0, h}}};
  std::array<Point, 4> moved = corners;
  for (Point& corner : moved) {
    corner.x += corner.x > 0 ? -inwards(w) : inwards(w);
    corner.y += corner.y > 0 ? -inwards(h) : inwards(h);
  }
  // The picture's corners are seen at the moved places.
  return Homography::of_corners(moved, corners);
}

// A stretch of whole pixels.
struct Stretch {
  int first;
  int end;
};

// The pixels of the resized photograph that are needed along one axis, from `low` to `high`, as far as
// the photograph reaches; counted from the part's beginning.
Stretch needed(double low, double high, int part_start, int part_size, int photo_size, int size) {
  const double scale = static_cast<double>(size) / part_size;
  const int least = static_cast<int>(std::ceil(-part_start * scale));
  const int most = static_cast<int>(std::floor((photo_size - part_start) * scale));
  const int first =
      std::clamp(static_cast<int>(std::floor(low)) - 1, least, std::max(most - 1, least));
  const int end =
      std::clamp(static_cast<int>(std::ceil(high)) + 1, first + 1, std::max(most, first + 1));
  return {first, end};
}

float photo_place(int pixel, int part_start, int part_size, int photo_size, int size) {
  const double place = part_start + static_cast<double>(pixel) * part_size / size;
  return static_cast<float>(std::clamp(place, 0.0, static_cast<double>(photo_size)));
}

}  // namespace

Homography random_viewpoint(int width, int height, const AugmentSpec& augment, Random& random) {
  Homography map;
  if (augment.perspective > 0.0 && random.chance(augment.perspective_chance)) {
    map = random_perspective(width, height, augment.perspective, random);
  }
  if (augment.rotation_degrees > 0.0) {
    const double degrees = random.uniform(-augment.rotation_degrees, augment.rotation_degrees);
    map = map.after(Homography::rotation(degrees, {width / 2.0, height / 2.0}));
  }
  return map;
}

Result<Image> view(const Image& photo, const CropBox& part, const Homography& viewpoint, int width,
                   int height, ResizeFilter filter) {
  const double w = width, h = height;
  double left = w, right = 0, top = h, bottom = 0;
  for (const Point& corner : {Point{0, 0}, Point{w, 0}, Point{w, h}, Point{0, h}}) {
    const Point seen = viewpoint.map(corner);
    left = std::min(left, seen.x);
    right = std::max(right, seen.x);
    top = std::min(top, seen.y);
    bottom = std::max(bottom, seen.y);
  }
  const Stretch across = needed(left, right, part.x, part.width, photo.width(), width);
  const Stretch down = needed(top, bottom, part.y, part.height, photo.height(), height);
  const SourceBox box{photo_place(across.first, part.x, part.width, photo.width(), width),
                      photo_place(down.first, part.y, part.height, photo.height(), height),
                      photo_place(across.end, part.x, part.width, photo.width(), width),
                      photo_place(down.end, part.y, part.height, photo.height(), height)};
  const int wide = across.end - across.first, tall = down.end - down.first;
  const Result<Image> resized = resize(photo, {wide, tall, 0, 0, wide, tall}, filter, box);
  if (!resized) return resized.error();
  const Homography map = Homography::shift(-across.first, -down.first).after(viewpoint);
  return warp(resized.value(), map, width, height);
}

}  // namespace ocelli::train
