#include "read_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace ocelli {

Result<std::vector<std::uint8_t>> read_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::vector<std::uint8_t> bytes;
  if (file) {
    bytes.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  if (!file || file.bad()) {
    const char* reason = errno != 0 ? std::strerror(errno) : "cannot be read";
    return Error{ErrorCode::kInvalidArgument, path + ": " + reason};
  }
  return bytes;
}

}  // namespace ocelli
