#include "train/data/pixel_file.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <unordered_map>
#include <utility>

#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "train/data/content_hash.h"

namespace ocelli::train {
namespace {

constexpr std::size_t kHeaderBytes = 64;
constexpr std::size_t kHashedBytes = 24;
constexpr std::size_t kRecordHeaderBytes = 16;
constexpr std::size_t kAlignment = 16;
constexpr std::uint64_t kCommitEvery = 256U << 20U;
constexpr std::uint32_t kLongestSide = 1U << 20U;
constexpr char kMagic[9] = "OCELLIPX";

struct Record {
  std::uint64_t content = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};
static_assert(sizeof(Record) == kRecordHeaderBytes);

std::uint64_t pixel_bytes(const Record& record) {
  return std::uint64_t{record.width} * record.height * Image::kChannels;
}

std::uint64_t record_bytes(const Record& record) {
  const std::uint64_t bytes = kRecordHeaderBytes + pixel_bytes(record);
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

using Header = std::array<std::uint8_t, kHeaderBytes>;

Header make_header(std::uint64_t settings, std::uint64_t committed_end) {
  Header header{};
  std::memcpy(header.data(), kMagic, 8);
  std::memcpy(header.data() + 8, &settings, 8);
  std::memcpy(header.data() + 16, &committed_end, 8);
  const std::uint64_t hash = content_hash({header.data(), kHashedBytes});
  std::memcpy(header.data() + kHashedBytes, &hash, 8);
  return header;
}

}  // namespace

class PixelFile::Impl {
 public:
  Impl(std::string path, std::uint64_t settings) : path_(std::move(path)), settings_(settings) {}
  ~Impl() {
    if (map_ != nullptr) ::munmap(map_, static_cast<std::size_t>(end_));
    close();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::optional<Error> open(const Progress& waiting) {
    while (true) {
      number_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
      if (number_ < 0) return failure();
      if (auto error = lock(waiting)) return error;
      if (is_current()) break;
      close();  // somebody replaced the file while we waited
    }
    if (read_records()) return ftruncate_to(end_);
    return replace();
  }

  [[nodiscard]] bool contains(std::uint64_t content) const {
    const std::lock_guard guard(mutex_);
    return places_.contains(content);
  }

  std::optional<Error> add(std::uint64_t content, const Image& image) {
    const std::lock_guard guard(mutex_);
    if (places_.contains(content)) return std::nullopt;
    const Record record{content, static_cast<std::uint32_t>(image.width()),
                        static_cast<std::uint32_t>(image.height())};
    const std::uint64_t at = end_;
    if (!write_at(at, &record, sizeof(record)) ||
        !write_at(at + sizeof(record), image.bytes().data(), image.size_bytes())) {
      return failure();
    }
    end_ = at + record_bytes(record);
    places_.emplace(content, at);
    if (end_ - committed_ > kCommitEvery) return commit();
    return std::nullopt;
  }

  std::optional<Error> finish() {
    const std::lock_guard guard(mutex_);
    if (auto error = ftruncate_to(end_)) return error;
    if (end_ != committed_) {
      if (auto error = commit()) return error;
    }
    void* map = ::mmap(nullptr, static_cast<std::size_t>(end_), PROT_READ, MAP_SHARED, number_, 0);
    if (map == MAP_FAILED) return failure();
    map_ = static_cast<std::uint8_t*>(map);
    // The map keeps the file, and with it the lock, open.
    if (::flock(number_, LOCK_UN) != 0) return failure();
    close();
    return std::nullopt;
  }

  Result<bool> read(std::uint64_t content, Image& image) const {
    const auto found = places_.find(content);
    if (map_ == nullptr || found == places_.end()) {
      return Error{ErrorCode::kInvalidArgument, path_ + ": this photograph is not in the cache"};
    }
    Record record;
    std::memcpy(&record, map_ + found->second, sizeof(record));
    const int width = static_cast<int>(record.width), height = static_cast<int>(record.height);
    if (image.width() != width || image.height() != height) {
      Result<Image> created = Image::create(width, height);
      if (!created) return created.error();
      image = std::move(created).value();
    }
    std::memcpy(image.bytes().data(), map_ + found->second + sizeof(record), image.size_bytes());
    return true;
  }

 private:
  [[nodiscard]] Error failure() const {
    return Error{ErrorCode::kInvalidArgument, path_ + ": " + std::strerror(errno)};
  }

  void close() {
    if (number_ >= 0) ::close(number_);  // and with it the lock
    number_ = -1;
  }

  std::optional<Error> lock(const Progress& waiting) {
    while (::flock(number_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) return failure();
      if (waiting && !waiting(0, 0)) {
        return Error{ErrorCode::kInvalidArgument, path_ + ": waiting for another run was stopped"};
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return std::nullopt;
  }

  // Whether the path still leads to the file that we have opened.
  [[nodiscard]] bool is_current() const {
    struct stat here{}, there{};
    return ::fstat(number_, &here) == 0 && ::stat(path_.c_str(), &there) == 0 &&
           here.st_ino == there.st_ino && here.st_dev == there.st_dev;
  }

  // Finds the committed records; false where this is not such a file.
  bool read_records() {
    struct stat status{};
    Header header;
    if (::fstat(number_, &status) != 0 || !read_at(0, header.data(), header.size())) return false;
    std::memcpy(&end_, header.data() + 16, 8);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (header != make_header(settings_, end_) || end_ > size || end_ < kHeaderBytes) return false;
    committed_ = end_;
    std::uint64_t at = kHeaderBytes;
    while (at < end_) {
      Record record;
      if (end_ - at < sizeof(record) || !read_at(at, &record, sizeof(record))) return false;
      const bool plausible = record.width >= 1 && record.width <= kLongestSide &&
                             record.height >= 1 && record.height <= kLongestSide;
      if (!plausible || record_bytes(record) > end_ - at) return false;
      places_.emplace(record.content, at);
      at += record_bytes(record);
    }
    return true;
  }

  // A new file takes the path; who reads the old one goes on reading it.
  std::optional<Error> replace() {
    places_.clear();
    const std::string fresh = path_ + ".new";
    const int number = ::open(fresh.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (number < 0) return failure();
    const int old = std::exchange(number_, number);
    end_ = committed_ = kHeaderBytes;
    const Header header = make_header(settings_, end_);
    const bool ready = ::flock(number_, LOCK_EX | LOCK_NB) == 0 &&
                       write_at(0, header.data(), header.size()) && ::fdatasync(number_) == 0 &&
                       ::rename(fresh.c_str(), path_.c_str()) == 0;
    const std::optional<Error> error = ready ? std::nullopt : std::optional(failure());
    ::close(old);
    return error;
  }

  std::optional<Error> commit() {
    const Header header = make_header(settings_, end_);
    if (::fdatasync(number_) != 0 || !write_at(0, header.data(), header.size()) ||
        ::fdatasync(number_) != 0) {
      return failure();
    }
    committed_ = end_;
    return std::nullopt;
  }

  std::optional<Error> ftruncate_to(std::uint64_t size) {
    if (::ftruncate(number_, static_cast<off_t>(size)) != 0) return failure();
    return std::nullopt;
  }

  bool write_at(std::uint64_t at, const void* from, std::size_t count) {
    const auto* bytes = static_cast<const char*>(from);
    while (count > 0) {
      const ssize_t done = ::pwrite(number_, bytes, count, static_cast<off_t>(at));
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) return false;
      bytes += done;
      at += static_cast<std::uint64_t>(done);
      count -= static_cast<std::size_t>(done);
    }
    return true;
  }

  bool read_at(std::uint64_t at, void* to, std::size_t count) const {
    return ::pread(number_, to, count, static_cast<off_t>(at)) == static_cast<ssize_t>(count);
  }

  std::string path_;
  std::uint64_t settings_;
  int number_ = -1;
  std::uint8_t* map_ = nullptr;
  mutable std::mutex mutex_;  // while filling
  std::uint64_t end_ = 0;
  std::uint64_t committed_ = 0;
  std::unordered_map<std::uint64_t, std::uint64_t> places_;
};

PixelFile::PixelFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PixelFile::PixelFile(PixelFile&&) noexcept = default;
PixelFile& PixelFile::operator=(PixelFile&&) noexcept = default;
PixelFile::~PixelFile() = default;

Result<PixelFile> PixelFile::open(const std::string& path, std::uint64_t settings,
                                  const Progress& waiting) {
  auto impl = std::make_unique<Impl>(path, settings);
  if (auto error = impl->open(waiting)) return *error;
  return PixelFile(std::move(impl));
}

bool PixelFile::contains(std::uint64_t content) const { return impl_->contains(content); }

std::optional<Error> PixelFile::add(std::uint64_t content, const Image& image) {
  return impl_->add(content, image);
}

std::optional<Error> PixelFile::finish() { return impl_->finish(); }

Result<bool> PixelFile::read(std::uint64_t content, Image& image) const {
  return impl_->read(content, image);
}

}  // namespace ocelli::train
