#include "photo_batches.h"

#include <algorithm>

#include "../read_file.h"
#include "tensor/preprocess.h"

namespace ocelli {
namespace {

constexpr std::size_t kBatch = 16;

Result<at::Tensor> photo_tensor(const std::string& path, const PreprocessSpec& spec) {
  const auto file = read_file(path);
  if (!file) return file.error();
  const Result<Photo> photo = decode_for(file.value(), spec);
  if (!photo) return photo.error();
  Result<Tensor> tensor = preprocess(photo.value(), spec);
  if (!tensor) return tensor.error();
  const auto& shape = tensor.value().shape;
  return at::from_blob(tensor.value().values.data(), {shape[0], shape[1], shape[2], shape[3]},
                       at::kFloat)
      .clone();
}

}  // namespace

Result<std::vector<at::Tensor>> photo_batches(const std::vector<std::string>& photos,
                                              const PreprocessSpec& spec, std::size_t limit) {
  const std::size_t count = std::min(limit, photos.size());
  std::vector<at::Tensor> batches;
  std::vector<at::Tensor> waiting;
  std::string problem = "none was given";
  const auto flush = [&] {
    if (!waiting.empty()) batches.push_back(at::cat(waiting));
    waiting.clear();
  };
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& path = photos[i * photos.size() / count];
    const Result<at::Tensor> tensor = photo_tensor(path, spec);
    if (!tensor) {
      problem = path + ": " + tensor.error().message;
      continue;
    }
    waiting.push_back(tensor.value());
    if (waiting.size() == kBatch) flush();
  }
  flush();
  if (!batches.empty()) return batches;
  return Error{ErrorCode::kInvalidArgument,
               "--photos: expected photographs that can be read: " + problem};
}

}  // namespace ocelli
