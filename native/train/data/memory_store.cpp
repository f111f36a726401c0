#include <algorithm>
#include <atomic>
#include <string>
#include <unistd.h>
#include <utility>

#include "train/data/parallel.h"
#include "train/data/photo_store.h"

namespace ocelli::train {
namespace {

class MemoryStore : public PhotoStore {
 public:
  explicit MemoryStore(PhotoSource& source) : source_(source), images_(source.samples.size()) {}

  std::optional<Error> fill(std::uint64_t most_bytes, const Progress& progress) {
    const int threads = std::max(source_.options.threads, 1);
    std::vector<std::vector<std::uint8_t>> files(static_cast<std::size_t>(threads));
    const auto work = [&](std::size_t i, int worker) -> std::optional<Error> {
      Result<Image> image = source_.prepare(i, files[static_cast<std::size_t>(worker)]);
      if (!image) {
        source_.broken.note(i, image.error());
        return std::nullopt;
      }
      images_[i] = std::move(image).value();
      if ((bytes_ += images_[i].size_bytes()) > most_bytes) return too_large(i, most_bytes);
      return std::nullopt;
    };
    return for_each_index(images_.size(), threads, "preparing the photographs", work, progress);
  }

  Result<const Image*> photo(std::size_t index, Image&) override {
    if (images_[index].width() == 0) return *source_.broken.find(index);
    return &images_[index];
  }

  [[nodiscard]] std::uint64_t memory_bytes() const override { return bytes_; }

 private:
  [[nodiscard]] Error too_large(std::size_t done, std::uint64_t most_bytes) const {
    return Error{ErrorCode::kInvalidArgument, "cache: expected prepared photographs of at most " +
                                                  std::to_string(most_bytes / 1'000'000) +
                                                  " MB in memory, but " + std::to_string(done + 1) +
                                                  " of " + std::to_string(images_.size()) +
                                                  " already take more; keep them on disk"};
  }

  PhotoSource& source_;
  std::vector<Image> images_;
  std::atomic<std::uint64_t> bytes_{0};
};

std::uint64_t half_of_memory() {
  return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
         static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 2;
}

}  // namespace

MadeStore make_memory_store(PhotoSource& source, const Progress& progress) {
  auto store = std::make_unique<MemoryStore>(source);
  const std::uint64_t most = source.options.most_bytes;
  if (auto error = store->fill(most > 0 ? most : half_of_memory(), progress)) return *error;
  return MadeStore(std::move(store));
}

}  // namespace ocelli::train
