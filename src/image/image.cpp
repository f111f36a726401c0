#include "image/image.h"

#include <cstring>
#include <new>
#include <string>

namespace ocelli {

Result<Image> Image::create(int width_px, int height_px) {
  const std::string size = std::to_string(width_px) + " x " + std::to_string(height_px);
  if (width_px < 1 || height_px < 1) {
    return Error{ErrorCode::kInvalidArgument, "image size: expected at least 1 x 1, got " + size};
  }
  Image image;
  image.width_px_ = width_px;
  image.height_px_ = height_px;
  image.bytes_.reset(new (std::nothrow) std::uint8_t[image.size_bytes() + kSlackBytes]);
  if (!image.bytes_) {
    return Error{ErrorCode::kImageTooLarge, "image size: no memory for " + size + " pixels"};
  }
  std::memset(image.bytes_.get() + image.size_bytes(), 0, kSlackBytes);
  return image;
}

}  // namespace ocelli
