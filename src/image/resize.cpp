#include "image/resize.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include "image/resample_pass.h"
#include "image/resample_weights.h"

namespace ocelli {
namespace {

std::optional<Error> check(const Image& source, const ResizeTarget& t, const SourceBox& box) {
  const bool box_ok = box.left >= 0 && box.top >= 0 && box.left < box.right &&
                      box.top < box.bottom && box.right <= static_cast<float>(source.width()) &&
                      box.bottom <= static_cast<float>(source.height());
  if (!box_ok) {
    return Error{ErrorCode::kInvalidArgument,
                 "resize box: expected a part of " + std::to_string(source.width()) + " x " +
                     std::to_string(source.height()) + " pixels, got " + std::to_string(box.left) +
                     ", " + std::to_string(box.top) + " to " + std::to_string(box.right) + ", " +
                     std::to_string(box.bottom)};
  }
  const bool window_ok = t.window_x >= 0 && t.window_y >= 0 && t.window_width >= 1 &&
                         t.window_height >= 1 && t.window_width <= t.width - t.window_x &&
                         t.window_height <= t.height - t.window_y;
  if (!window_ok) {
    return Error{ErrorCode::kInvalidArgument,
                 "resize window: expected a part of " + std::to_string(t.width) + " x " +
                     std::to_string(t.height) + " pixels, got " + std::to_string(t.window_width) +
                     " x " + std::to_string(t.window_height) + " at " + std::to_string(t.window_x) +
                     ", " + std::to_string(t.window_y)};
  }
  return std::nullopt;
}

Result<Image> copy_part(const Image& source, int x, int y, int width, int height) {
  Result<Image> part = Image::create(width, height);
  if (!part) return part;
  for (int row = 0; row < height; ++row) {
    std::memcpy(part.value().row(row), source.row(y + row) + 3 * x, part.value().row_bytes());
  }
  return part;
}

Result<Image> resize_with(const Image& source, const ResizeTarget& t, ResizeFilter filter,
                          const SourceBox& box, const ResamplePasses& passes) {
  if (auto error = check(source, t, box)) return *error;
  const bool across =
      t.width != source.width() || box.left != 0 || box.right != static_cast<float>(source.width());
  const bool down = t.height != source.height() || box.top != 0 ||
                    box.bottom != static_cast<float>(source.height());
  if (!across && !down) {
    return copy_part(source, t.window_x, t.window_y, t.window_width, t.window_height);
  }
  const ResampleWeights rows = resample_weights(source.height(), box.top, box.bottom, t.height,
                                                filter, t.window_y, t.window_height);
  int first_row = t.window_y, end_row = t.window_y + t.window_height;
  if (down) {
    first_row = rows.spans.front().first;
    end_row = rows.spans.back().first + rows.spans.back().count;
  }
  if (!across) {
    Result<Image> out = Image::create(t.window_width, t.window_height);
    if (out) passes.vertical(source, 0, t.window_x, rows, out.value());
    return out;
  }
  const ResampleWeights columns = resample_weights(source.width(), box.left, box.right, t.width,
                                                   filter, t.window_x, t.window_width);
  Result<Image> wide = Image::create(t.window_width, end_row - first_row);
  if (!wide) return wide;
  passes.horizontal(source, first_row, columns, wide.value());
  if (!down) return wide;
  Result<Image> out = Image::create(t.window_width, t.window_height);
  if (out) passes.vertical(wide.value(), first_row, 0, rows, out.value());
  return out;
}

}  // namespace

Result<Image> resize(const Image& source, const ResizeTarget& target, ResizeFilter filter,
                     const SourceBox& box) {
  return resize_with(source, target, filter, box, vector_passes());
}

Result<Image> resize_plain(const Image& source, const ResizeTarget& target, ResizeFilter filter,
                           const SourceBox& box) {
  return resize_with(source, target, filter, box, plain_passes());
}

}  // namespace ocelli
