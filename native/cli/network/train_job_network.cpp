// The network that a run trains: the base's, or an architecture's, with this run's head.
#include <algorithm>
#include <locale>
#include <sstream>
#include <utility>

#include "graph/build/architecture.h"
#include "graph/head.h"
#include "graph/normalize.h"
#include "train_job.h"

namespace ocelli {

Result<BaseModel> TrainJob::open_base() {
  if (options_.arch.empty()) return read_base_model(options_.from, options_.settings);
  graph::ArchitectureSpec spec;
  spec.name = options_.arch;
  spec.image_size = options_.image_size;
  spec.width = options_.width;
  spec.seed = options_.spec.seed;
  spec.labels = data_.labels;
  Result<onnx::Model> built = graph::build(spec);
  if (!built) return built.error();
  return base_model_of(std::move(built).value(), options_.settings);
}

// What a model says of its training: outputs that help, and tensors that stay as they are.
std::optional<Error> TrainJob::note_training_keys(const onnx::Model& model) {
  std::istringstream frozen(metadata(model, "ocelli.train.frozen"));
  for (std::string name; std::getline(frozen, name);) options_.spec.groups.frozen.insert(name);
  whitened_ = metadata(model, "ocelli.train.whitening");
  std::istringstream auxiliary(metadata(model, "ocelli.train.auxiliary"));
  auxiliary.imbue(std::locale::classic());
  std::string name;
  double weight = 0;
  while (auxiliary >> name >> weight) {
    const auto& outputs = model.graph.outputs;
    const auto found = std::find_if(outputs.begin(), outputs.end(),
                                    [&](const onnx::ValueInfo& one) { return one.name == name; });
    if (found == outputs.end()) {
      return Error{ErrorCode::kInvalidCard,
                   "ocelli.train.auxiliary: expected outputs of the graph, got " + name};
    }
    options_.spec.auxiliary.push_back({static_cast<std::size_t>(found - outputs.begin()), weight});
  }
  return std::nullopt;
}

// The base's graph with this run's head.
Result<onnx::Model> TrainJob::prepared_model() {
  Result<graph::Normalized> normal = graph::normalize(std::move(base_->model));
  if (!normal) return normal.error();
  onnx::Model model = std::move(normal.value().model);
  const PreprocessSpec& pixels = base_->card.preprocess;
  const bool any_size = options_.spec.first_size < 1;
  graph::set_input_size(model.graph, any_size ? 0 : pixels.input_height,
                        any_size ? 0 : pixels.input_width, pixels.layout == Layout::kNhwc);
  graph::strip_activation(model.graph);
  if (!options_.keep_head && options_.arch.empty()) {
    Result<onnx::Model> replaced = graph::replace_head(
        std::move(model), static_cast<std::int64_t>(data_.labels.size()), options_.spec.seed);
    if (!replaced) return replaced.error();
    model = std::move(replaced).value();
  }
  const Result<graph::Head> head = graph::find_head(model.graph);
  if (!head) return head.error();
  options_.spec.groups.head = {head.value().weight, head.value().bias};
  if (options_.dropout > 0) {
    Result<onnx::Model> dropping =
        graph::add_dropout(std::move(model), static_cast<float>(options_.dropout));
    if (!dropping) return dropping.error();
    model = std::move(dropping).value();
  }
  return model;
}

std::optional<Error> TrainJob::open_network() {
  Result<onnx::Model> prepared = prepared_model();
  if (!prepared) return prepared.error();
  if (auto error = note_training_keys(prepared.value())) return error;
  exec::NetworkOptions network;
  network.device = device_;
  network.channels_last = !options_.default_layout;
  if (ranks_ && options_.sync_batch_norm) {
    network.sum_over_ranks = [this](const at::Tensor& tensor) {
      return ranks_->differentiable_sum(tensor);
    };
  }
  network.freeze_batch_norm_statistics =
      options_.batch_norm == "frozen" || options_.freeze == "backbone";
  Result<exec::Network> compiled = exec::Network::compile(prepared.value(), network);
  if (!compiled) return compiled.error();
  network_ = std::move(compiled).value();
  return std::nullopt;
}

}  // namespace ocelli
