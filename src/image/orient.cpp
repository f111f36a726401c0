#include "image/orient.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace ocelli {
namespace {

constexpr int kTile = 32;  // pixels; keeps the columns of a transposition in the cache

void copy_pixel(const std::uint8_t* from, std::uint8_t* to) { std::memcpy(to, from, 3); }

}  // namespace

Result<Image> orient(Image image, int orientation) {
  if (orientation == 1) return image;
  if (orientation < 1 || orientation > 8) {
    return Error{ErrorCode::kInvalidArgument,
                 "orientation: expected 1 to 8, got " + std::to_string(orientation)};
  }
  const bool swapped = swaps_sides(orientation);
  const int width = swapped ? image.height() : image.width();
  const int height = swapped ? image.width() : image.height();
  // Where the result's pixel (x, y) comes from: the mirror of the source's columns or rows.
  const bool mirror_columns =
      orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool mirror_rows =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Result<Image> result = Image::create(width, height);
  if (!result) return result;
  Image& out = result.value();
  for (int top = 0; top < height; top += kTile) {
    for (int left = 0; left < width; left += kTile) {
      for (int y = top; y < std::min(top + kTile, height); ++y) {
        std::uint8_t* to = out.row(y) + 3 * left;
        for (int x = left; x < std::min(left + kTile, width); ++x, to += 3) {
          int column = swapped ? y : x, row = swapped ? x : y;
          if (mirror_columns) column = image.width() - 1 - column;
          if (mirror_rows) row = image.height() - 1 - row;
          copy_pixel(image.row(row) + 3 * column, to);
        }
      }
    }
  }
  return result;
}

}  // namespace ocelli
