#include "train/run/predict.h"

#include <algorithm>
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

// A row a photograph: whether it was read, its label, its logits, its targets. Every row is filled by
// one rank and 0 on the others, so that their sum is exact.
Result<Predictions> gather_predictions(Predictions mine, const Loader& loader,
                                       dist::ProcessGroup& ranks, at::Device device) {
  const std::int64_t classes = loader.classes();
  const std::int64_t photos = loader.photos();
  at::Tensor table = at::zeros({photos, 2 + classes * (mine.multi_label ? 2 : 1)});
  const auto row_of = [&](std::int64_t photo) {
    return table.data_ptr<float>() + photo * table.size(1);
  };
  for (std::int64_t i = 0; i < mine.photos(); ++i) {
    float* row = row_of(mine.samples[static_cast<std::size_t>(i)]);
    row[0] = 1;
    if (!mine.multi_label) row[1] = static_cast<float>(mine.labels[static_cast<std::size_t>(i)]);
    std::copy_n(mine.logits.data() + i * classes, classes, row + 2);
    if (mine.multi_label)
      std::copy_n(mine.targets.data() + i * classes, classes, row + 2 + classes);
  }
  at::Tensor sum = table.to(device);
  if (auto error = ranks.sum(sum)) return *error;
  table = sum.to(at::kCPU);
  Predictions all;
  all.classes = static_cast<int>(classes);
  all.multi_label = mine.multi_label;
  for (std::int64_t photo = 0; photo < photos; ++photo) {
    const float* row = row_of(photo);
    if (row[0] == 0) continue;
    all.samples.push_back(photo);
    all.logits.insert(all.logits.end(), row + 2, row + 2 + classes);
    if (!all.multi_label) all.labels.push_back(static_cast<std::int64_t>(row[1]));
    for (std::int64_t c = 0; all.multi_label && c < classes; ++c) {
      all.targets.push_back(row[2 + classes + c] > 0.5F ? 1 : 0);
    }
  }
  return all;
}

}  // namespace ocelli::train
