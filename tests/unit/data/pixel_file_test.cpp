#include "train/data/pixel_file.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "unit/data/temporary_folder.h"
#include "unit/data/test_photos.h"

namespace ocelli::train {
namespace {

using test::noise_image;
using test::TemporaryFolder;

constexpr std::uint64_t kSettings = 7;

PixelFile open(const std::string& path, std::uint64_t settings = kSettings) {
  return std::move(PixelFile::open(path, settings)).value();
}

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

bool holds(const PixelFile& file, std::uint64_t hash, const Image& expected) {
  Image image;
  if (!file.read(hash, image).ok() || image.size_bytes() != expected.size_bytes()) return false;
  return image.width() == expected.width() &&
         std::memcmp(image.bytes().data(), expected.bytes().data(), image.size_bytes()) == 0;
}

// A finished file with pictures 1 and 2.
std::string write_two(const TemporaryFolder& folder) {
  const std::string path = folder / "cache";
  PixelFile file = open(path);
  EXPECT_FALSE(file.add(1, noise_image(5, 3, 1)).has_value());
  EXPECT_FALSE(file.add(2, noise_image(2, 9, 2)).has_value());
  EXPECT_FALSE(file.finish().has_value());
  return path;
}

TEST(PixelFile, KeepsPicturesForTheNextRun) {
  const TemporaryFolder folder;
  const std::string path = write_two(folder);
  PixelFile file = open(path);
  EXPECT_TRUE(file.contains(1));
  EXPECT_FALSE(file.contains(3));
  EXPECT_FALSE(file.add(3, noise_image(1, 1, 3)).has_value());
  // What is there already stays as it is.
  EXPECT_FALSE(file.add(1, noise_image(8, 8, 4)).has_value());
  EXPECT_FALSE(file.finish().has_value());
  EXPECT_TRUE(holds(file, 1, noise_image(5, 3, 1)));
  EXPECT_TRUE(holds(file, 2, noise_image(2, 9, 2)));
  EXPECT_TRUE(holds(file, 3, noise_image(1, 1, 3)));
  Image image;
  EXPECT_EQ(file.read(4, image).error().message, path + ": this photograph is not in the cache");
}

TEST(PixelFile, WhatWasNotCommittedIsThrownAway) {
  const TemporaryFolder folder;
  const std::string path = write_two(folder);
  const std::string committed = content(path);
  {
    // A run that ends before its end.
    PixelFile file = open(path);
    EXPECT_FALSE(file.add(3, noise_image(50, 50, 3)).has_value());
  }
  EXPECT_GT(content(path).size(), committed.size());
  PixelFile file = open(path);
  EXPECT_FALSE(file.contains(3));
  EXPECT_FALSE(file.finish().has_value());
  EXPECT_EQ(content(path), committed);
  EXPECT_TRUE(holds(file, 2, noise_image(2, 9, 2)));
}

TEST(PixelFile, DamagedFilesAreReplaced) {
  const TemporaryFolder folder;
  const std::string path = write_two(folder);
  const std::string whole = content(path);
  for (const std::size_t end :
       {std::size_t{0}, std::size_t{10}, std::size_t{63}, whole.size() - 1}) {
    write(path, whole.substr(0, end));
    EXPECT_FALSE(open(path).contains(1)) << end;
  }
  for (const std::size_t at : {std::size_t{0}, std::size_t{9}, std::size_t{17}, std::size_t{25},
                               std::size_t{40}, std::size_t{64 + 9}, std::size_t{64 + 13}}) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    write(path, damaged);
    PixelFile file = open(path);
    EXPECT_FALSE(file.contains(2)) << at;
    EXPECT_FALSE(file.add(2, noise_image(3, 3, 5)).has_value());
    EXPECT_FALSE(file.finish().has_value());
    EXPECT_TRUE(holds(file, 2, noise_image(3, 3, 5)));
  }
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST(PixelFile, OtherSettingsReplaceItAndReadersKeepTheirs) {
  const TemporaryFolder folder;
  const std::string path = write_two(folder);
  PixelFile reader = open(path);
  EXPECT_FALSE(reader.finish().has_value());
  PixelFile other = open(path, kSettings + 1);
  EXPECT_FALSE(other.contains(1));
  EXPECT_FALSE(other.finish().has_value());
  EXPECT_TRUE(holds(reader, 1, noise_image(5, 3, 1)));
}

TEST(PixelFile, OneRunFillsAtATime) {
  const TemporaryFolder folder;
  const std::string path = write_two(folder);
  int asked = 0;
  const auto give_up = [&](std::int64_t done, std::int64_t total) {
    EXPECT_EQ(done, 0);
    EXPECT_EQ(total, 0);
    return ++asked < 2;
  };
  {
    const PixelFile filling = open(path);
    EXPECT_EQ(PixelFile::open(path, kSettings, give_up).error().message,
              path + ": waiting for another run was stopped");
    EXPECT_EQ(asked, 2);
  }
  EXPECT_TRUE(PixelFile::open(path, kSettings, give_up).ok());
}

TEST(PixelFile, WhatTheSystemRefusesIsNamed) {
  EXPECT_EQ(PixelFile::open("/no/such/folder/cache", 1).error().message,
            "/no/such/folder/cache: No such file or directory");
}

}  // namespace
}  // namespace ocelli::train
