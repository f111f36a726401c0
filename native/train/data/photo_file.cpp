#include "train/data/photo_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <sys/stat.h>

#include "train/data/cifar.h"

namespace ocelli::train {
namespace {

class Descriptor {
 public:
  // Without O_NONBLOCK, a named pipe would keep us waiting for ever.
  explicit Descriptor(const std::string& path)
      : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

Error failure(const std::string& path, const char* reason) {
  return Error{ErrorCode::kInvalidArgument, path + ": " + reason};
}

}  // namespace

Result<bool> read_photo_file(const std::string& path, std::vector<std::uint8_t>& bytes) {
  bytes.clear();
  if (is_cifar_photo(path)) return read_cifar_photo(path, bytes);
  const Descriptor file(path);
  struct stat status{};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) {
    return failure(path, std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode)) return failure(path, "expected a file, got something else");
  bytes.resize(static_cast<std::size_t>(status.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(file.number(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure(path, std::strerror(errno));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return true;
}

}  // namespace ocelli::train
