#include "train/run/training_state.h"

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
std::map<std::string, at::Tensor> changing(exec::Network& network, const Optimizer& optimizer,
                                           const MovingAverage* average) {
  std::map<std::string, at::Tensor> tensors;
  std::vector<exec::Parameter>& parameters = network.parameters();
  for (const exec::Parameter& one : parameters) tensors["parameter." + one.name] = one.value.detach();
  for (const exec::Buffer& one : network.buffers()) tensors["buffer." + one.name] = one.value;
  for (const auto& [name, tensor] : optimizer.state()) tensors["optimizer." + name] = tensor;
  if (average != nullptr) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      tensors["average." + parameters[i].name] = average->averages()[i];
    }
  }
  return tensors;
}

}  // namespace

std::optional<Error> save_training(const std::string& path, exec::Network& network,
                                   const Optimizer& optimizer, const MovingAverage* average,
                                   const TrainingPlace& place, const std::string& settings) {
  TensorFile file;
  file.tensors = changing(network, optimizer, average);
  file.metadata = {{"epoch", std::to_string(place.epoch)},
                   {"batch", std::to_string(place.batch)},
                   {"best_epoch", std::to_string(place.best_epoch)},
                   {"best_score", exact(place.best_score)},
                   {"best_loss", exact(place.best_loss)},
                   {"loss_sum", exact(place.loss_sum)},
                   {"photos", std::to_string(place.photos)},
                   {"steps", std::to_string(optimizer.steps())},
                   {"updates", std::to_string(average != nullptr ? average->updates() : 0)},
                   {"settings", settings}};
  return write_safetensors(path, file);
}

Result<TrainingPlace> resume_training(const std::string& path, exec::Network& network,
                                      Optimizer& optimizer, MovingAverage* average,
                                      const std::string& settings) {
  Result<TensorFile> read = read_safetensors(path);
  if (!read) return read.error();
  TensorFile& file = read.value();
  if (const std::string& other = file.metadata["settings"]; other != settings) {
    return failure(path, "expected a run with these settings:\n" + settings + "\ngot one with:\n" + other);
  }
  const at::NoGradGuard no_gradients;
  for (const auto& [name, mine] : changing(network, optimizer, average)) {
    const auto found = file.tensors.find(name);
    if (found == file.tensors.end() || found->second.sizes() != mine.sizes()) {
      return failure(path, "expected a checkpoint of this network, got one without " + name);
    }
    at::Tensor(mine).copy_(found->second);
  }
  optimizer.restore({}, whole(file, "steps"));
  if (average != nullptr) average->restore(average->averages(), whole(file, "updates"));
  return TrainingPlace{whole(file, "epoch"),
                       whole(file, "batch"),
                       whole(file, "best_epoch"),
                       exact_of(file.metadata["best_score"]),
                       exact_of(file.metadata["best_loss"]),
                       exact_of(file.metadata["loss_sum"]),
                       whole(file, "photos")};
}

}  // namespace ocelli::train
