#include "train/data/cifar.h"

#include <array>
#include <charconv>
#include <fstream>
#include <string_view>
#include <system_error>

namespace ocelli::train {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSide = 32;
constexpr std::size_t kPlane = kSide * kSide;
constexpr std::string_view kMark = ".bin#";

Error invalid(const fs::path& place, const std::string& what) {
  return Error{ErrorCode::kInvalidArgument, place.string() + ": " + what};
}

bool has_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

struct Archive {
  const char* file;
  Part part;
};

/// What tells the two collections apart.
struct Layout {
  const char* names;        ///< file of labels, one a line
  std::size_t label_bytes;  ///< before each photograph; the last is its label
  std::vector<Archive> archives;
};

Layout layout_of(const fs::path& folder) {
  if (has_file(folder / "train.bin")) {
    return {"fine_label_names.txt", 2, {{"train.bin", Part::kTrain}, {"test.bin", Part::kTest}}};
  }
  return {"batches.meta.txt",
          1,
          {{"data_batch_1.bin", Part::kTrain},
           {"data_batch_2.bin", Part::kTrain},
           {"data_batch_3.bin", Part::kTrain},
           {"data_batch_4.bin", Part::kTrain},
           {"data_batch_5.bin", Part::kTrain},
           {"test_batch.bin", Part::kTest}}};
}

std::vector<std::string> read_names(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) names.push_back(line);
  }
  return names;
}

std::optional<Error> list_archive(const Archive& archive, const Layout& layout,
                                  const std::vector<std::string>& names, PhotoList& list) {
  const fs::path path = list.folder / archive.file;
  const std::size_t record = layout.label_bytes + 3 * kPlane;
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) return invalid(path, error.message());
  if (size == 0 || size % record != 0) {
    return invalid(path, "expected photographs of " + std::to_string(record) + " bytes each, got " +
                             std::to_string(size) + " bytes");
  }
  std::ifstream file(path, std::ios::binary);
  std::vector<char> bytes(record);
  for (std::size_t i = 0; i < size / record; ++i) {
    if (!file.read(bytes.data(), static_cast<std::streamsize>(record))) {
      return invalid(path, "cannot be read");
    }
    const auto label = static_cast<std::uint8_t>(bytes[layout.label_bytes - 1]);
    if (label >= names.size()) {
      return invalid(path, "photograph " + std::to_string(i) + ": expected a label below " +
                               std::to_string(names.size()) + ", got " + std::to_string(label));
    }
    const std::string place = "#" + std::to_string(i * record + layout.label_bytes);
    list.photos.push_back(
        {archive.file + place, path.string() + place, {names[label]}, archive.part, path.string()});
  }
  return std::nullopt;
}

}  // namespace

bool is_cifar_folder(const fs::path& folder) {
  return (has_file(folder / "batches.meta.txt") && has_file(folder / "data_batch_1.bin")) ||
         (has_file(folder / "fine_label_names.txt") && has_file(folder / "train.bin"));
}

Result<PhotoList> read_cifar(const fs::path& folder) {
  const Layout layout = layout_of(folder);
  PhotoList list;
  list.source = folder.string();
  list.folder = folder;
  const std::vector<std::string> names = read_names(folder / layout.names);
  for (const Archive& archive : layout.archives) {
    if (auto error = list_archive(archive, layout, names, list)) return *error;
  }
  return list;
}

bool is_cifar_photo(const std::string& path) { return path.find(kMark) != std::string::npos; }

Result<bool> read_cifar_photo(const std::string& path, std::vector<std::uint8_t>& bytes) {
  const std::size_t mark = path.rfind(kMark) + kMark.size();
  std::uint64_t offset = 0;
  const auto parsed = std::from_chars(path.data() + mark, path.data() + path.size(), offset);
  if (parsed.ec != std::errc() || parsed.ptr != path.data() + path.size()) {
    return invalid(path, "expected a number behind #");
  }
  std::ifstream file(path.substr(0, mark - 1), std::ios::binary);
  std::array<char, 3 * kPlane> planes;
  if (!file.seekg(static_cast<std::streamoff>(offset)) ||
      !file.read(planes.data(), planes.size())) {
    return invalid(path, "cannot be read");
  }
  constexpr std::string_view kHeader = "P6\n32 32\n255\n";
  bytes.assign(kHeader.begin(), kHeader.end());
  for (std::size_t i = 0; i < kPlane; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      bytes.push_back(static_cast<std::uint8_t>(planes[c * kPlane + i]));
    }
  }
  return true;
}

}  // namespace ocelli::train
