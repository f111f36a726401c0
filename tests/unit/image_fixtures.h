#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "image/decode.h"
#include "image/image.h"
#include "result.h"

namespace ocelli::test {

using Bytes = std::vector<std::uint8_t>;

inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

/// Parts one after the other.
inline Bytes joined(const std::vector<Bytes>& parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// The first `count` bytes of a file: the file cut short.
inline Bytes first_bytes(const Bytes& file, std::size_t count) {
  return {file.begin(), file.begin() + static_cast<std::ptrdiff_t>(count)};
}

/// A file below tests/golden/images; image.py beside it writes them all.
inline Bytes fixture(const std::string& name) {
  const std::string path = std::string(OCELLI_GOLDEN_DIR) + "/images/" + name;
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path << " is missing";
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline Image image_of(int width, int height, const std::uint8_t* pixels) {
  Image image = Image::create(width, height).value();
  std::copy_n(pixels, image.size_bytes(), image.bytes().data());
  return image;
}

/// What the fixture `name` shows, as Pillow sees it: binary PPM beside it.
inline Image expected_pixels(const std::string& name) {
  const Bytes file = fixture(name + ".ppm");
  std::istringstream header(std::string(file.begin(), file.end()));
  std::string magic;
  int width = 0, height = 0, most = 0;
  header >> magic >> width >> height >> most;
  const std::size_t start = static_cast<std::size_t>(header.tellg()) + 1;
  EXPECT_EQ(file.size() - start, static_cast<std::size_t>(width) * height * 3) << name;
  return image_of(width, height, file.data() + start);
}

/// A picture of noise, the same in every run (the generator of Numerical Recipes).
inline Image noise(int width, int height, std::uint32_t seed = 1) {
  Image image = Image::create(width, height).value();
  std::uint32_t state = seed;
  for (std::uint8_t& byte : image.bytes()) {
    state = 1664525 * state + 1013904223;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  return image;
}

/// Whether two pictures are equal to the bit; a failure tells where they first differ, and how often.
inline ::testing::AssertionResult same_pixels(const Image& got, const Image& expected) {
  if (got.width() != expected.width() || got.height() != expected.height()) {
    return ::testing::AssertionFailure()
           << "got " << got.width() << " x " << got.height() << " pixels, expected "
           << expected.width() << " x " << expected.height();
  }
  std::size_t count = 0, first = 0;
  for (std::size_t i = 0; i < got.size_bytes(); ++i) {
    if (got.bytes()[i] == expected.bytes()[i]) continue;
    if (count++ == 0) first = i;
  }
  if (count == 0) return ::testing::AssertionSuccess();
  const std::size_t pixel = first / 3;
  return ::testing::AssertionFailure()
         << count << " of " << got.size_bytes() << " bytes differ, first in column "
         << pixel % got.width() << ", row " << pixel / got.width() << ", channel " << first % 3
         << ": got " << int{got.bytes()[first]} << ", expected " << int{expected.bytes()[first]};
}

/// A failure as "code: message"; "" for a success.
template <typename T>
std::string error_of(const Result<T>& result) {
  if (result.ok()) return "";
  return std::string(error_name(result.error().code)) + ": " + result.error().message;
}

/// The pixels of a file; where it is refused, the test fails and goes on with a single pixel.
inline Image decoded(const Bytes& file) {
  Result<Photo> photo = decode(file);
  EXPECT_EQ(error_of(photo), "");
  return photo.ok() ? std::move(photo).value().pixels : Image::create(1, 1).value();
}

/// The part of `whole` that begins at (x, y).
inline Image cut_out(const Image& whole, int x, int y, int width, int height) {
  Image part = Image::create(width, height).value();
  for (int row = 0; row < height; ++row) {
    std::copy_n(whole.row(y + row) + 3 * x, part.row_bytes(), part.row(row));
  }
  return part;
}

}  // namespace ocelli::test
