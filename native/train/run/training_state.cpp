#include "train/run/training_state.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <vector>

#include "train/run/safetensors.h"

namespace ocelli::train {
namespace {

Error failure(const std::string& path, const std::string& what) {
  return {ErrorCode::kInvalidArgument, path + ": " + what};
}

std::string exact(double value) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof(text), value, std::chars_format::hex);
  return {text, end.ptr};
}

double exact_of(const std::string& text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::hex);
  return value;
}

std::int64_t whole(const TensorFile& file, const std::string& key) {
  const auto found = file.metadata.find(key);
  return found == file.metadata.end() ? 0 : std::atoll(found->second.c_str());
}

// What a run changes, under the names that the file gives it.
std::map<std::string, at::Tensor> changing(const TrainingParts& parts) {
  std::map<std::string, at::Tensor> tensors;
  const std::vector<exec::Parameter>& parameters = parts.network.parameters();
  for (const exec::Parameter& one : parameters)
    tensors["parameter." + one.name] = one.value.detach();
  const std::vector<exec::Buffer>& buffers = parts.network.buffers();
  for (const exec::Buffer& one : buffers) tensors["buffer." + one.name] = one.value;
  for (const auto& [name, tensor] : parts.optimizer.state()) tensors["optimizer." + name] = tensor;
  if (parts.average != nullptr) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      tensors["average." + parameters[i].name] = parts.average->averages()[i];
    }
  }
  if (parts.lookahead != nullptr) {
    const std::vector<at::Tensor>& slow = parts.lookahead->slow();
    for (std::size_t i = 0; i < slow.size(); ++i) {
      const bool learns = i < parameters.size();
      tensors["slow." + (learns ? parameters[i].name : buffers[i - parameters.size()].name)] =
          slow[i];
    }
  }
  return tensors;
}

}  // namespace

std::vector<at::Tensor> training_tensors(const TrainingParts& parts) {
  std::vector<at::Tensor> tensors;
  for (const auto& [name, tensor] : changing(parts)) tensors.push_back(tensor);
  return tensors;
}

std::optional<Error> save_training(const std::string& path, const TrainingParts& parts,
                                   const TrainingPlace& place, const std::string& settings) {
  TensorFile file;
  file.tensors = changing(parts);
  file.metadata = {
      {"epoch", std::to_string(place.epoch)},
      {"batch", std::to_string(place.batch)},
      {"best_epoch", std::to_string(place.best_epoch)},
      {"best_score", exact(place.best_score)},
      {"best_loss", exact(place.best_loss)},
      {"loss_sum", exact(place.loss_sum)},
      {"photos", std::to_string(place.photos)},
      {"ranks", std::to_string(place.ranks)},
      {"steps", std::to_string(parts.optimizer.steps())},
      {"updates", std::to_string(parts.average != nullptr ? parts.average->updates() : 0)},
      {"settings", settings}};
  return write_safetensors(path, file);
}

Result<TrainingPlace> resume_training(const std::string& path, const TrainingParts& parts,
                                      const std::string& settings) {
  Result<TensorFile> read = read_safetensors(path);
  if (!read) return read.error();
  TensorFile& file = read.value();
  if (const std::string& other = file.metadata["settings"]; other != settings) {
    return failure(
        path, "expected a run with these settings:\n" + settings + "\ngot one with:\n" + other);
  }
  const at::NoGradGuard no_gradients;
  for (const auto& [name, mine] : changing(parts)) {
    const auto found = file.tensors.find(name);
    if (found == file.tensors.end() || found->second.sizes() != mine.sizes()) {
      return failure(path, "expected a checkpoint of this network, got one without " + name);
    }
    at::Tensor(mine).copy_(found->second);
  }
  parts.optimizer.restore({}, whole(file, "steps"));
  if (parts.average != nullptr) {
    parts.average->restore(parts.average->averages(), whole(file, "updates"));
  }
  return TrainingPlace{whole(file, "epoch"),
                       whole(file, "batch"),
                       whole(file, "best_epoch"),
                       exact_of(file.metadata["best_score"]),
                       exact_of(file.metadata["best_loss"]),
                       exact_of(file.metadata["loss_sum"]),
                       whole(file, "photos"),
                       std::max<std::int64_t>(whole(file, "ranks"), 1)};
}

}  // namespace ocelli::train
