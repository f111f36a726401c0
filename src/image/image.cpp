#include "image/image.h"

#include <cstddef>
#include <cstring>
#include <limits>
#include <new>
#include <string>

namespace ocelli {

Result<Image> Image::create(int width_px, int height_px) {
  const std::string size = std::to_string(width_px) + " x " + std::to_string(height_px);
  if (width_px < 1 || height_px < 1) {
    return Error{ErrorCode::kInvalidArgument, "image size: expected at least 1 x 1, got " + size};
  }
  const std::uint64_t bytes =
      static_cast<std::uint64_t>(width_px) * static_cast<std::uint64_t>(height_px) * kChannels;
  const Error too_large{ErrorCode::kImageTooLarge, "image size: no memory for " + size + " pixels"};
  if (bytes > std::numeric_limits<std::ptrdiff_t>::max() - kSlackBytes) return too_large;
  Image image;
  image.width_px_ = width_px;
  image.height_px_ = height_px;
  image.bytes_.reset(new (std::nothrow) std::uint8_t[image.size_bytes() + kSlackBytes]);
  if (!image.bytes_) return too_large;
  std::memset(image.bytes_.get() + image.size_bytes(), 0, kSlackBytes);
  return image;
}

}  // namespace ocelli
