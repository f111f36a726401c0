#include "image/crop.h"

#include <cstring>
#include <string>

namespace ocelli {

Result<Image> place(const Image& part, int width, int height, int x, int y,
                    const std::array<std::uint8_t, 3>& fill) {
  if (x < 0 || y < 0 || part.width() > width - x || part.height() > height - y) {
    return Error{ErrorCode::kInvalidArgument,
                 "place: expected a part inside " + std::to_string(width) + " x " +
                     std::to_string(height) + " pixels, got " + std::to_string(part.width()) +
                     " x " + std::to_string(part.height()) + " at " + std::to_string(x) + ", " +
                     std::to_string(y)};
  }
  Result<Image> result = Image::create(width, height);
  if (!result) return result;
  Image& canvas = result.value();
  std::uint8_t* to = canvas.bytes().data();
  for (std::size_t i = 0; i < canvas.size_bytes(); ++i) to[i] = fill[i % 3];
  for (int row = 0; row < part.height(); ++row) {
    std::memcpy(canvas.row(y + row) + 3 * x, part.row(row), part.row_bytes());
  }
  return result;
}

}  // namespace ocelli
