#include "train/run/safetensors.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <unistd.h>
#include <vector>

#include <nlohmann/json.hpp>

namespace ocelli::train {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kMaxHeaderBytes = 100'000'000;  // the format's own limit

struct TypeName {
  const char* name;
  at::ScalarType type;
};
constexpr TypeName kTypes[] = {{"F32", at::kFloat}, {"F64", at::kDouble}, {"I64", at::kLong}};

std::optional<at::ScalarType> type_of(const std::string& name) {
  for (const TypeName& one : kTypes) {
    if (name == one.name) return one.type;
  }
  return std::nullopt;
}

std::string name_of(at::ScalarType type) {
  for (const TypeName& one : kTypes) {
    if (type == one.type) return one.name;
  }
  return {};
}

Error failure(const std::string& path, const std::string& what) {
  return {ErrorCode::kInvalidArgument, path + ": " + what};
}

std::string reason() { return errno != 0 ? std::strerror(errno) : "cannot be written"; }

std::string header_of(const TensorFile& file, std::vector<at::Tensor>& in_order) {
  Json header = Json::object();
  if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
  std::size_t offset = 0;
  for (const auto& [name, tensor] : file.tensors) {
    in_order.push_back(tensor.detach().cpu().contiguous());
    const std::size_t end = offset + in_order.back().nbytes();
    header[name] = {{"dtype", name_of(tensor.scalar_type())},
                    {"shape", tensor.sizes().vec()},
                    {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + kLengthBytes - 1) / kLengthBytes * kLengthBytes, ' ');
  return text;
}

Result<at::Tensor> tensor_of(const Json& entry, const std::string& data) {
  const auto type = type_of(entry.at("dtype").get<std::string>());
  const auto shape = entry.at("shape").get<std::vector<std::int64_t>>();
  const auto begin = entry.at("data_offsets").at(0).get<std::size_t>();
  const auto end = entry.at("data_offsets").at(1).get<std::size_t>();
  if (!type || begin > end || end > data.size()) {
    return Error{ErrorCode::kInvalidArgument, "expected F32, F64 or I64 within the file"};
  }
  std::size_t bytes = at::elementSize(*type);
  for (const std::int64_t length : shape) {
    if (length < 0 || (length > 0 && bytes > data.size() / static_cast<std::size_t>(length))) {
      return Error{ErrorCode::kInvalidArgument, "a shape that does not fit its bytes"};
    }
    bytes *= static_cast<std::size_t>(length);
  }
  if (bytes != end - begin) {
    return Error{ErrorCode::kInvalidArgument, "a shape that does not fit its bytes"};
  }
  at::Tensor tensor = at::empty(shape, *type);
  if (bytes > 0) std::memcpy(tensor.data_ptr(), data.data() + begin, bytes);
  return tensor;
}

}  // namespace

std::optional<Error> write_safetensors(const std::string& path, const TensorFile& file) {
  for (const auto& [name, tensor] : file.tensors) {
    if (name_of(tensor.scalar_type()).empty()) {
      return failure(path, name + " is of a type that is not written");
    }
  }
  std::vector<at::Tensor> in_order;
  const std::string header = header_of(file, in_order);
  const std::string beside = path + ".part";
  errno = 0;
  std::ofstream out(beside, std::ios::binary | std::ios::trunc);
  const std::uint64_t length = header.size();
  out.write(reinterpret_cast<const char*>(&length), kLengthBytes);
  out << header;
  for (const at::Tensor& tensor : in_order) {
    out.write(static_cast<const char*>(tensor.data_ptr()),
              static_cast<std::streamsize>(tensor.nbytes()));
  }
  out.close();
  if (!out || std::rename(beside.c_str(), path.c_str()) != 0) {
    const std::string why = reason();
    ::unlink(beside.c_str());
    return failure(path, why);
  }
  return std::nullopt;
}

Result<TensorFile> read_safetensors(const std::string& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) return failure(path, errno != 0 ? std::strerror(errno) : "cannot be read");
  std::uint64_t length = 0;
  if (bytes.size() >= kLengthBytes) std::memcpy(&length, bytes.data(), kLengthBytes);
  if (length == 0 || length > kMaxHeaderBytes || length > bytes.size() - kLengthBytes) {
    return failure(path, "expected a checkpoint, got something else");
  }
  const Json header = Json::parse(bytes.substr(kLengthBytes, length), nullptr, false);
  const std::string data = bytes.substr(kLengthBytes + length);
  TensorFile file;
  try {
    for (const auto& [name, entry] : header.items()) {
      if (name == "__metadata__") {
        file.metadata = entry.get<std::map<std::string, std::string>>();
        continue;
      }
      Result<at::Tensor> tensor = tensor_of(entry, data);
      if (!tensor) return failure(path, name + ": " + tensor.error().message);
      file.tensors[name] = std::move(tensor).value();
    }
  } catch (const Json::exception&) {
    return failure(path, "its header is damaged");
  }
  return file;
}

}  // namespace ocelli::train
