#include <algorithm>
#include <system_error>
#include <utility>

#include "train/data/listed_photo.h"

namespace ocelli::train {
namespace {

namespace fs = std::filesystem;

Error invalid(const fs::path& place, const std::string& what) {
  return Error{ErrorCode::kInvalidArgument, place.string() + ": " + what};
}

struct Entries {
  std::vector<fs::path> folders;
  std::vector<fs::path> photos;
  std::vector<fs::path> others;
};

// What a folder shows, sorted; hidden names and dead links are left out.
Result<Entries> list_folder(const fs::path& folder) {
  Entries entries;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const fs::path& path = entry->path();
    if (path.filename().string().front() == '.') continue;
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      entries.folders.push_back(path);
    } else if (fs::is_regular_file(path, ignored)) {
      (has_photo_extension(path) ? entries.photos : entries.others).push_back(path);
    }
  }
  if (error) return invalid(folder, error.message());
  for (auto* list : {&entries.folders, &entries.photos, &entries.others}) {
    std::sort(list->begin(), list->end());
  }
  return entries;
}

class FolderReader {
 public:
  explicit FolderReader(const fs::path& root) { list_.folder = root; }

  Result<PhotoList> read() {
    list_.source = list_.folder.string();
    const Result<Entries> root = list_folder(list_.folder);
    if (!root) return root.error();
    const std::vector<fs::path>& folders = root.value().folders;
    if (folders.empty()) {
      return invalid(list_.folder, "expected a folder for each class, got " +
                                       std::to_string(root.value().photos.size()) +
                                       " photographs and no folder");
    }
    const bool parts = has_parts(folders);
    std::optional<Error> error = parts ? read_parts(folders) : read_classes(folders, Part::kTrain);
    if (error) return *error;
    if (!root.value().photos.empty()) ignored_ += root.value().photos.size();
    if (ignored_ > 0) {
      list_.notes.push_back(std::to_string(ignored_) +
                            " files that are no photographs of a class were ignored");
    }
    return std::move(list_);
  }

 private:
  static std::string name_of(const fs::path& folder) { return folder.filename().string(); }

  static bool has_parts(const std::vector<fs::path>& folders) {
    const auto is_part = [](const fs::path& folder) {
      return part_named(name_of(folder)).has_value();
    };
    const auto is_train = [](const fs::path& folder) {
      return part_named(name_of(folder)) == Part::kTrain;
    };
    return std::any_of(folders.begin(), folders.end(), is_train) ||
           std::all_of(folders.begin(), folders.end(), is_part);
  }

  std::optional<Error> read_parts(const std::vector<fs::path>& folders) {
    for (const fs::path& folder : folders) {
      const std::optional<Part> part = part_named(name_of(folder));
      if (!part) {
        list_.notes.push_back("\"" + name_of(folder) + "\" beside the parts was ignored");
        continue;
      }
      const Result<Entries> classes = list_folder(folder);
      if (!classes) return classes.error();
      ignored_ += classes.value().photos.size();
      if (auto error = read_classes(classes.value().folders, *part)) return error;
    }
    return std::nullopt;
  }

  std::optional<Error> read_classes(const std::vector<fs::path>& folders, Part part) {
    for (const fs::path& folder : folders) {
      const std::size_t before = list_.photos.size();
      if (auto error = read_class(folder, name_of(folder), part)) return error;
      if (part == Part::kTrain && list_.photos.size() == before) {
        return invalid(folder, "expected photographs of this class, got none");
      }
    }
    return std::nullopt;
  }

  std::optional<Error> read_class(const fs::path& folder, const std::string& label, Part part) {
    std::error_code error;
    const fs::path real = fs::canonical(folder, error);
    if (error) return invalid(folder, error.message());
    // A link to one of the folders that we stand in leads round in circles.
    if (std::find(entered_.begin(), entered_.end(), real) != entered_.end()) return std::nullopt;
    entered_.push_back(real);
    const Result<Entries> entries = list_folder(folder);
    if (!entries) return entries.error();
    ignored_ += entries.value().others.size();
    for (const fs::path& photo : entries.value().photos) {
      const std::string name = photo.lexically_relative(list_.folder).generic_string();
      list_.photos.push_back({name, photo.string(), {label}, part, folder.string()});
    }
    for (const fs::path& inner : entries.value().folders) {
      if (auto failed = read_class(inner, label, part)) return failed;
    }
    entered_.pop_back();
    return std::nullopt;
  }

  PhotoList list_;
  std::vector<fs::path> entered_;
  std::size_t ignored_ = 0;
};

}  // namespace

Result<PhotoList> read_image_folder(const fs::path& folder) { return FolderReader(folder).read(); }

}  // namespace ocelli::train
