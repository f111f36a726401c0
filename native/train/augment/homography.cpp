#include "train/augment/homography.h"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

namespace ocelli::train {
namespace {

using Equations = std::array<std::array<double, 9>, 8>;  // eight unknowns, then the right side

// Gauss and Jordan, the largest pivot first.
std::array<double, 8> solve(Equations equations) {
  for (std::size_t column = 0; column < 8; ++column) {
    std::size_t best = column;
    for (std::size_t row = column + 1; row < 8; ++row) {
      if (std::fabs(equations[row][column]) > std::fabs(equations[best][column])) best = row;
    }
    std::swap(equations[column], equations[best]);
    for (std::size_t row = 0; row < 8; ++row) {
      if (row == column) continue;
      const double factor = equations[row][column] / equations[column][column];
      for (std::size_t i = column; i < 9; ++i) equations[row][i] -= factor * equations[column][i];
    }
  }
  std::array<double, 8> solution;
  for (std::size_t i = 0; i < 8; ++i) solution[i] = equations[i][8] / equations[i][i];
  return solution;
}

Homography about(const Homography& map, Point center) {
  return Homography::shift(center.x, center.y)
      .after(map.after(Homography::shift(-center.x, -center.y)));
}

}  // namespace

Homography Homography::shift(double x, double y) {
  return Homography(Rows{{{1, 0, x}, {0, 1, y}, {0, 0, 1}}});
}

Homography Homography::rotation(double degrees, Point center) {
  const double angle = degrees * std::numbers::pi / 180.0;
  const double c = std::cos(angle), s = std::sin(angle);
  return about(Homography(Rows{{{c, s, 0}, {-s, c, 0}, {0, 0, 1}}}), center);
}

Homography Homography::shear(double x, double y, Point center) {
  return about(Homography(Rows{{{1, x, 0}, {y, 1, 0}, {0, 0, 1}}}), center);
}

Homography Homography::of_corners(const std::array<Point, 4>& from,
                                  const std::array<Point, 4>& to) {
  Equations equations;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto [x, y] = from[i];
    const auto [u, v] = to[i];
    equations[2 * i] = {x, y, 1, 0, 0, 0, -u * x, -u * y, u};
    equations[2 * i + 1] = {0, 0, 0, x, y, 1, -v * x, -v * y, v};
  }
  const std::array<double, 8> h = solve(equations);
  return Homography(Rows{{{h[0], h[1], h[2]}, {h[3], h[4], h[5]}, {h[6], h[7], 1}}});
}

Homography Homography::after(const Homography& first) const {
  Rows product{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) {
      for (std::size_t i = 0; i < 3; ++i) {
        product[row][column] += rows_[row][i] * first.rows_[i][column];
      }
    }
  }
  return Homography(product);
}

Point Homography::map(Point point) const {
  const auto line = [&](std::size_t i) {
    return rows_[i][0] * point.x + rows_[i][1] * point.y + rows_[i][2];
  };
  return {line(0) / line(2), line(1) / line(2)};
}

}  // namespace ocelli::train
