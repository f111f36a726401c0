#include "train/data/photo_cache.h"

#include <utility>

#include "train/data/content_hash.h"
#include "train/data/photo_file.h"
#include "train/data/photo_store.h"
#include "train/data/prepare.h"

namespace ocelli::train {
namespace {

class DecodingStore : public PhotoStore {
 public:
  explicit DecodingStore(PhotoSource& source) : source_(source) {}

  Result<const Image*> photo(std::size_t index, Image& scratch) override {
    if (auto error = source_.broken.find(index)) return *error;
    thread_local std::vector<std::uint8_t> file;
    Result<Image> image = source_.prepare(index, file);
    if (!image) {
      source_.broken.note(index, image.error());
      return image.error();
    }
    scratch = std::move(image).value();
    return &scratch;
  }

 private:
  PhotoSource& source_;
};

}  // namespace

Result<Image> PhotoSource::prepare(std::size_t index, std::vector<std::uint8_t>& file,
                                   std::uint64_t* content) const {
  const Result<bool> read = read_photo_file(samples[index].path, file);
  if (!read) return read.error();
  if (content != nullptr) *content = content_hash(file);
  return prepare_photo(file, spec, options.prepared, options.limits);
}

std::unique_ptr<PhotoStore> make_decoding_store(PhotoSource& source) {
  return std::make_unique<DecodingStore>(source);
}

class PhotoCache::Impl {
 public:
  Impl(std::vector<Sample> samples, const PreprocessSpec& spec, const PhotoCacheOptions& options)
      : source(std::move(samples), spec, options) {}

  PhotoSource source;
  std::unique_ptr<PhotoStore> store;
};

PhotoCache::PhotoCache(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PhotoCache::PhotoCache(PhotoCache&&) noexcept = default;
PhotoCache& PhotoCache::operator=(PhotoCache&&) noexcept = default;
PhotoCache::~PhotoCache() = default;

Result<PhotoCache> PhotoCache::open(std::vector<Sample> samples, const PreprocessSpec& spec,
                                    const PhotoCacheOptions& options, const Progress& progress) {
  auto impl = std::make_unique<Impl>(std::move(samples), spec, options);
  MadeStore store = [&]() -> MadeStore {
    switch (options.mode) {
      case CacheMode::kRam: return make_memory_store(impl->source, progress);
      case CacheMode::kDisk: return make_disk_store(impl->source, progress);
      case CacheMode::kOff: break;
    }
    return make_decoding_store(impl->source);
  }();
  if (!store) return store.error();
  impl->store = std::move(store).value();
  return PhotoCache(std::move(impl));
}

const std::vector<Sample>& PhotoCache::samples() const { return impl_->source.samples; }
const PreprocessSpec& PhotoCache::spec() const { return impl_->source.spec; }
Prepared PhotoCache::prepared() const { return impl_->source.options.prepared; }
std::uint64_t PhotoCache::memory_bytes() const { return impl_->store->memory_bytes(); }

Result<const Image*> PhotoCache::photo(std::size_t index, Image& scratch) const {
  return impl_->store->photo(index, scratch);
}

std::vector<BrokenPhoto> PhotoCache::broken() const {
  std::vector<BrokenPhoto> found;
  for (std::size_t i = 0; i < impl_->source.samples.size(); ++i) {
    if (auto error = impl_->source.broken.find(i)) {
      found.push_back({impl_->source.samples[i].name, std::move(*error)});
    }
  }
  return found;
}

Result<CacheMode> parse_cache(std::string_view text) {
  if (text == "off") return CacheMode::kOff;
  if (text == "ram") return CacheMode::kRam;
  if (text == "disk") return CacheMode::kDisk;
  return Error{ErrorCode::kInvalidArgument,
               "cache: expected off, ram or disk, got \"" + std::string(text) + "\""};
}

}  // namespace ocelli::train
