#include "read_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace ocelli {

Result<std::vector<std::uint8_t>> read_file(const std::string& path) {
  constexpr std::size_t kPart = 1 << 20;
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::vector<std::uint8_t> bytes;
  while (file.good()) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kPart);
    // Unlike stream iterators, `read` does not throw where a path opens and cannot be read: a folder.
    file.read(reinterpret_cast<char*>(bytes.data() + before), kPart);
    bytes.resize(before + static_cast<std::size_t>(file.gcount()));
  }
  if (!file.eof() || file.bad()) {
    const char* reason = errno != 0 ? std::strerror(errno) : "cannot be read";
    return Error{ErrorCode::kInvalidArgument, path + ": " + reason};
  }
  return bytes;
}

Result<std::vector<std::string>> read_lines(const std::string& path) {
  const auto file = read_file(path);
  if (!file) return file.error();
  std::istringstream text(std::string(file.value().begin(), file.value().end()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

}  // namespace ocelli
