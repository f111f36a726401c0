#include "train/data/listed_photo.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <system_error>

namespace ocelli::train {
namespace {

namespace fs = std::filesystem;

// The first ones are tried for names without an extension; the last are known by name only.
constexpr std::array<std::string_view, 17> kExtensions = {
    ".jpg",  ".jpeg", ".png", ".bmp",  ".gif",  ".ppm",  ".pgm",  ".pnm", ".JPG",
    ".JPEG", ".PNG",  ".jpe", ".jfif", ".webp", ".avif", ".heic", ".tiff"};
constexpr std::size_t kTried = 11;

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

}  // namespace

std::optional<Part> part_named(std::string_view name) {
  if (name == "train") return Part::kTrain;
  if (name == "val" || name == "valid" || name == "validation") return Part::kValidation;
  if (name == "test") return Part::kTest;
  return std::nullopt;
}

std::vector<Sample>& part_of(Dataset& dataset, Part part) {
  if (part == Part::kTrain) return dataset.train;
  return part == Part::kValidation ? dataset.validation : dataset.test;
}

bool has_photo_extension(const fs::path& file) {
  std::string extension = file.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension == ".tif" || extension == ".heif" ||
         std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

fs::path find_photo(const fs::path& folder, const std::string& name) {
  for (const fs::path& base : {folder, folder / "photos", folder / "images"}) {
    if (is_file(base / name)) return base / name;
    for (std::size_t i = 0; i < kTried; ++i) {
      const fs::path candidate = base / (name + std::string(kExtensions[i]));
      if (is_file(candidate)) return candidate;
    }
  }
  return folder / name;
}

}  // namespace ocelli::train
