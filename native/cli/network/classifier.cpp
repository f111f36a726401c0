#include "classifier.h"

#include <utility>

#include "tensor/preprocess.h"

namespace ocelli {

Classifier::Classifier(ModelCard card, exec::Network network, at::Device device)
    : card_(std::move(card)), network_(std::move(network)), device_(device) {}

Result<Classifier> Classifier::open(const std::string& path,
                                    const std::vector<std::string>& settings, at::Device device) {
  Result<BaseModel> base = read_base_model(path, settings);
  if (!base) return base.error();
  exec::NetworkOptions options;
  options.device = device;
  Result<exec::Network> network = exec::Network::compile(base.value().model, options);
  if (!network) return network.error();
  return Classifier(std::move(base.value().card), std::move(network).value(), device);
}

Result<Answer> Classifier::classify(std::span<const std::uint8_t> file,
                                    const AnswerOptions& options, const DecodeLimits& limits) {
  const at::NoGradGuard no_gradients;
  const Result<Photo> photo = decode_for(file, card_.preprocess, limits);
  if (!photo) return photo.error();
  Result<Tensor> tensor = preprocess(photo.value(), card_.preprocess);
  if (!tensor) return tensor.error();
  const auto& shape = tensor.value().shape;
  const at::Tensor input = at::from_blob(tensor.value().values.data(),
                                         {shape[0], shape[1], shape[2], shape[3]}, at::kFloat);
  const Result<std::vector<at::Tensor>> outputs =
      network_.forward(input.to(device_), exec::Mode::kEvaluate);
  if (!outputs) return outputs.error();
  const at::Tensor logits = outputs.value()[0].to(at::kCPU, at::kFloat).contiguous();
  const std::span<const float> values(logits.data_ptr<float>(),
                                      static_cast<std::size_t>(logits.numel()));
  return answer(card_, values, options);
}

}  // namespace ocelli
