#pragma once

#include <cstdint>

/// The transformations of Lavin and Gray, Fast Algorithms for Convolutional Neural Networks,
/// arXiv:1509.09308: F(4×4, 3×3). A tile of 6 × 6 pixels becomes 36 points (at 0, ±1, ±2 and
/// infinity in both directions), a filter of 3 × 3 as well; their product at each point becomes a
/// tile of 4 × 4 pixels of the convolution. Channels are innermost everywhere, in multiples of 8.
namespace ocelli::exec::winograd {

inline constexpr std::int64_t kTile = 4;
inline constexpr std::int64_t kPoints = 36;
inline constexpr std::int64_t kChannels = 8;  ///< of which the channels are a multiple

/// Pixels, N × rows × columns × channels.
struct Map {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t channels = 0;
};

/// The tiles that cover the convolution's output, image by image, row by row.
struct Grid {
  std::int64_t rows = 0;  ///< of tiles in an image
  std::int64_t columns = 0;

  static Grid over(std::int64_t rows, std::int64_t columns) {
    return {(rows + kTile - 1) / kTile, (columns + kTile - 1) / kTile};
  }
};

/// Tiles [first, last), whose points stand in tables of 36 × `room` × channels from tile `origin` on.
struct Tiles {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t origin = 0;
  std::int64_t room = 0;
};

/// Points of the tiles' 6 × 6 pixels, which begin `padding` before the output's; zeros lie outside.
void input_to_points(const float* pixels, const Map& map, const Grid& grid, std::int64_t padding,
                     const Tiles& tiles, float* points);

/// The tiles' 4 × 4 pixels; those outside the map are left out.
void points_to_output(const float* points, const Map& map, const Grid& grid, const Tiles& tiles,
                      float* pixels);

/// The transposed of `points_to_output`: points of gradients of the output.
void gradient_to_points(const float* pixels, const Map& map, const Grid& grid, const Tiles& tiles,
                        float* points);

/// Filters [first, last) of outputs × 3 × 3 × inputs into points, 36 × outputs × inputs; `turned` by
/// half a turn.
void filters_to_points(const float* filters, std::int64_t outputs, std::int64_t inputs, bool turned,
                       std::int64_t first, std::int64_t last, float* points);

/// The transposed of `filters_to_points`: the filters' gradient from that of their points.
void points_to_filters(const float* points, std::int64_t outputs, std::int64_t inputs,
                       std::int64_t first, std::int64_t last, float* filters);

}  // namespace ocelli::exec::winograd
