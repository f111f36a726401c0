#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "train/data/content_hash.h"
#include "train/data/parallel.h"
#include "train/data/photo_store.h"
#include "train/data/pixel_file.h"
#include "train/data/prepare.h"

namespace ocelli::train {
namespace {

class DiskStore : public PhotoStore {
 public:
  DiskStore(PhotoSource& source, PixelFile file) : source_(source), file_(std::move(file)) {
    for (const Sample& sample : source.samples) contents_.push_back(sample.content);
  }

  std::optional<Error> fill(const Progress& progress) {
    const int threads = std::max(source_.options.threads, 1);
    std::vector<std::vector<std::uint8_t>> files(static_cast<std::size_t>(threads));
    const auto work = [&](std::size_t i, int worker) -> std::optional<Error> {
      // Without a scan the content is not known before the file is read.
      if (contents_[i] != 0 && file_.contains(contents_[i])) return std::nullopt;
      Result<Image> image =
          source_.prepare(i, files[static_cast<std::size_t>(worker)], &contents_[i]);
      if (!image) {
        source_.broken.note(i, image.error());
        return std::nullopt;
      }
      return file_.add(contents_[i], image.value());
    };
    auto error =
        for_each_index(contents_.size(), threads, "preparing the photographs", work, progress);
    // What was prepared before a stop is worth keeping.
    auto not_finished = file_.finish();
    return error ? error : not_finished;
  }

  Result<const Image*> photo(std::size_t index, Image& scratch) override {
    if (auto error = source_.broken.find(index)) return *error;
    const Result<bool> read = file_.read(contents_[index], scratch);
    if (!read) return read.error();
    return &scratch;
  }

 private:
  PhotoSource& source_;
  PixelFile file_;
  std::vector<std::uint64_t> contents_;
};

}  // namespace

MadeStore make_disk_store(PhotoSource& source, const Progress& progress) {
  const std::filesystem::path folder = source.options.folder;
  if (folder.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "cache: expected a folder for the disk cache, got none"};
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Error{ErrorCode::kInvalidArgument, folder.string() + ": " + error.message()};
  const std::string key = prepare_key(source.spec, source.options.prepared);
  const std::uint64_t settings =
      content_hash({reinterpret_cast<const std::uint8_t*>(key.data()), key.size()});
  char name[40];
  std::snprintf(name, sizeof(name), "prepared-%016llx.pixels",
                static_cast<unsigned long long>(settings));
  Result<PixelFile> file = PixelFile::open((folder / name).string(), settings, progress);
  if (!file) return file.error();
  auto store = std::make_unique<DiskStore>(source, std::move(file).value());
  if (auto failed = store->fill(progress)) return *failed;
  return MadeStore(std::move(store));
}

}  // namespace ocelli::train
