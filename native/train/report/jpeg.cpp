#include "train/report/jpeg.h"

#include <cstddef>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace ocelli::train {

std::string encode_jpeg(const Image& image, int quality) {
  std::string file;
  const auto append = [](void* to, void* bytes, int count) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(bytes),
                                          static_cast<std::size_t>(count));
  };
  stbi_write_jpg_to_func(append, &file, image.width(), image.height(), Image::kChannels,
                         image.bytes().data(), quality);
  return file;
}

}  // namespace ocelli::train
