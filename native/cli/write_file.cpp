#include "write_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

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

std::optional<Error> replace_file(const std::string& path, std::string_view content) {
  namespace fs = std::filesystem;
  std::error_code failure;
  // A link keeps pointing to what it points to.
  fs::path target = fs::canonical(path, failure);
  const bool exists = !failure;
  if (!exists) target = path;
  if (exists && !fs::is_regular_file(target, failure)) {
    return Error{ErrorCode::kInvalidArgument, path + ": expected a file to write"};
  }
  fs::path part = target;
  part += ".part";
  if (auto error = write(part.string(), {}, content.data(), content.size())) {
    fs::remove(part, failure);
    return error;
  }
  failure.clear();
  if (exists) fs::permissions(part, fs::status(target).permissions(), failure);
  if (!failure) fs::rename(part, target, failure);
  if (!failure) return std::nullopt;
  const std::string reason = failure.message();
  fs::remove(part, failure);
  return Error{ErrorCode::kInvalidArgument, path + ": " + reason};
}

}  // namespace ocelli
