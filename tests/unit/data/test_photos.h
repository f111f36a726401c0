#pragma once

#include <cstdint>
#include <string>

#include "image/image.h"

namespace ocelli::test {

/// A picture of noise (the golden input's generator), the same for the same seed.
inline Image noise_image(int width, int height, std::uint32_t seed) {
  Image image = std::move(Image::create(width, height)).value();
  for (std::uint8_t& byte : image.bytes()) {
    seed = 1664525U * seed + 1013904223U;
    byte = static_cast<std::uint8_t>(seed >> 24U);
  }
  return image;
}

/// A smooth picture: colours that change slowly, so that neighbouring pixels are alike.
inline Image smooth_image(int width, int height, int turn) {
  Image image = std::move(Image::create(width, height)).value();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      std::uint8_t* pixel = image.row(y) + 3 * x;
      pixel[0] = static_cast<std::uint8_t>(255 * x / width);
      pixel[1] = static_cast<std::uint8_t>(255 * y / height);
      pixel[2] = static_cast<std::uint8_t>((40 * turn + 128 * (x + y) / (width + height)) % 256);
    }
  }
  return image;
}

/// A picture as the bytes of a PPM file (P6).
inline std::string ppm(const Image& image) {
  std::string file =
      "P6\n" + std::to_string(image.width()) + " " + std::to_string(image.height()) + "\n255\n";
  file.append(reinterpret_cast<const char*>(image.bytes().data()), image.size_bytes());
  return file;
}

inline std::string noise_ppm(int width, int height, std::uint32_t seed) {
  return ppm(noise_image(width, height, seed));
}

}  // namespace ocelli::test
