#include "write_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace ocelli {
namespace {

std::optional<Error> write(const std::string& path, const std::string& header, const void* data,
                           std::size_t bytes) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(header.data(), static_cast<std::streamsize>(header.size()));
  file.write(static_cast<const char*>(data), static_cast<std::streamsize>(bytes));
  file.close();
  if (file) return std::nullopt;
  const char* reason = errno != 0 ? std::strerror(errno) : "cannot be written";
  return Error{ErrorCode::kInvalidArgument, path + ": " + reason};
}

}  // namespace

std::optional<Error> write_ppm(const std::string& path, const Image& image) {
  const std::string header =
      "P6\n" + std::to_string(image.width()) + ' ' + std::to_string(image.height()) + "\n255\n";
  return write(path, header, image.bytes().data(), image.size_bytes());
}

std::optional<Error> write_npy(const std::string& path, const Tensor& tensor) {
  std::string shape;
  for (const int side : tensor.shape) shape += std::to_string(side) + ", ";
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
  constexpr std::size_t kPrefix = 10, kAlignment = 64;
  while ((kPrefix + header.size() + 1) % kAlignment != 0) header += ' ';
  header += '\n';
  std::string magic("\x93NUMPY\x01\x00", 8);
  magic += static_cast<char>(header.size() & 255);
  magic += static_cast<char>(header.size() >> 8);
  return write(path, magic + header, tensor.values.data(), tensor.values.size() * sizeof(float));
}

}  // namespace ocelli
