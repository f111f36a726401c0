#include <array>
#include <system_error>
#include <utility>

#include "train/data/cifar.h"
#include "train/data/dataset.h"
#include "train/data/listed_photo.h"

namespace ocelli::train {
namespace {

namespace fs = std::filesystem;

Error invalid(const fs::path& place, const std::string& what) {
  return Error{ErrorCode::kInvalidArgument, place.string() + ": " + what};
}

Result<PhotoList> read_list(const fs::path& file) {
  if (file.extension() == ".csv") return read_csv_list(file);
  if (file.extension() == ".json") return read_json_list(file);
  return invalid(file, "expected a folder, a .csv or a .json");
}

Result<PhotoList> read_folder(const fs::path& folder) {
  if (is_cifar_folder(folder)) return read_cifar(folder);
  std::vector<fs::path> lists;
  for (const char* name : {"tags.json", "tags.csv", "labels.csv"}) {
    std::error_code ignored;
    if (fs::is_regular_file(folder / name, ignored)) lists.push_back(folder / name);
  }
  if (lists.size() > 1) {
    return invalid(folder, "expected one list of labels, got " + lists[0].filename().string() +
                               " and " + lists[1].filename().string() + "; name the one to use");
  }
  return lists.empty() ? read_image_folder(folder) : read_list(lists.front());
}

}  // namespace

Result<Dataset> read_dataset(const std::string& path) {
  // A trailing slash would count as an empty name.
  const fs::path place =
      fs::path(path).has_filename() ? fs::path(path) : fs::path(path).parent_path();
  std::error_code error;
  const fs::file_status status = fs::status(place, error);
  if (!fs::exists(status)) return invalid(path, "no such file or folder");
  Result<PhotoList> list = fs::is_directory(status) ? read_folder(place) : read_list(place);
  if (!list) return list.error();
  return make_dataset(std::move(list).value());
}

}  // namespace ocelli::train
