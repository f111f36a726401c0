#include "train/run/predict.h"

#include <string>
#include <utility>
#include <vector>

#include "train/run/batch_tensors.h"

namespace ocelli::train {
namespace {

// Photographs × classes on the CPU; a lone positive logit gets its negative's 0 before it.
Result<at::Tensor> logits_of(exec::Network& network, const Batch& batch, at::Device device) {
  Result<std::vector<at::Tensor>> outputs =
      network.forward(batch_tensors(batch, device).input, exec::Mode::kEvaluate);
  if (!outputs) return outputs.error();
  at::Tensor logits = outputs.value()[0].flatten(1).to(at::kCPU, at::kFloat).contiguous();
  if (logits.size(1) == 1 && batch.classes == 2) {
    logits = at::cat({at::zeros_like(logits), logits}, 1);
  }
  if (logits.size(1) != batch.classes) {
    return Error{ErrorCode::kInvalidArgument,
                 "labels: expected as many as the network has outputs (" +
                     std::to_string(logits.size(1)) + "), got " + std::to_string(batch.classes)};
  }
  return logits;
}

}  // namespace

Result<Predictions> predict(exec::Network& network, Loader& loader, at::Device device,
                            bool multi_label, const Progress& progress) {
  const at::NoGradGuard no_gradients;
  Predictions all;
  all.multi_label = multi_label;
  loader.start(0);
  while (const std::optional<Batch> batch = loader.next()) {
    const Result<at::Tensor> logits = logits_of(network, *batch, device);
    if (!logits) return logits.error();
    all.classes = batch->classes;
    const float* values = logits.value().data_ptr<float>();
    all.logits.insert(all.logits.end(), values, values + logits.value().numel());
    all.samples.insert(all.samples.end(), batch->samples.begin(), batch->samples.end());
    if (multi_label) {
      for (const float target : batch->targets) all.targets.push_back(target > 0.5F ? 1 : 0);
    } else {
      all.labels.insert(all.labels.end(), batch->labels.begin(), batch->labels.end());
    }
    if (progress && !progress(batch->index + 1, loader.batches())) {
      return Error{ErrorCode::kInvalidArgument, "stopped"};
    }
  }
  return all;
}

}  // namespace ocelli::train
