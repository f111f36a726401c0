#pragma once

#include <array>

namespace ocelli::train {

/// A point in a picture's plane: pixel (0, 0) covers 0 to 1 both ways, its centre is (0.5, 0.5).
struct Point {
  double x = 0.0;
  double y = 0.0;
};

/// A projective map of the plane: (x, y) goes to (u / w, v / w), where (u, v, w) is the matrix times
/// (x, y, 1).
class Homography {
 public:
  /// The identity.
  Homography() : rows_{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}} {}
  using Rows = std::array<std::array<double, 3>, 3>;
  explicit Homography(const Rows& rows) : rows_(rows) {}

  static Homography shift(double x, double y);
  /// By an angle in degrees, about a centre: what the map shows is turned counter-clockwise.
  static Homography rotation(double degrees, Point center);
  /// Slants by the tangents of two angles, about a centre.
  static Homography shear(double x, double y, Point center);
  /// The map that takes four corners to four others; no three of either on a line.
  static Homography of_corners(const std::array<Point, 4>& from, const std::array<Point, 4>& to);

  /// First the other, then this one.
  [[nodiscard]] Homography after(const Homography& first) const;
  [[nodiscard]] Point map(Point point) const;

  [[nodiscard]] const Rows& rows() const { return rows_; }

 private:
  Rows rows_;
};

}  // namespace ocelli::train
