#include "photo_list.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace ocelli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 10> kEndings = {".jpg", ".jpeg", ".png", ".bmp", ".gif",
                                                       ".pnm", ".ppm",  ".pgm", ".jpe", ".jfif"};

bool may_be_photo(const fs::path& path) {
  std::string ending = path.extension().string();
  for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

}  // namespace

Result<std::vector<std::string>> photo_list(const std::string& path) {
  std::error_code failure;
  if (fs::is_regular_file(path, failure)) return std::vector<std::string>{path};
  std::vector<std::string> photos;
  fs::recursive_directory_iterator entries(path, failure);
  for (; !failure && entries != fs::recursive_directory_iterator(); entries.increment(failure)) {
    if (entries->is_regular_file(failure) && may_be_photo(entries->path())) {
      photos.push_back(entries->path().string());
    }
  }
  if (failure) return Error{ErrorCode::kInvalidArgument, path + ": " + failure.message()};
  if (photos.empty()) {
    return Error{ErrorCode::kInvalidArgument, path + ": expected photographs, got none"};
  }
  std::sort(photos.begin(), photos.end());
  return photos;
}

}  // namespace ocelli
