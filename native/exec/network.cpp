#include "exec/network.h"

#include <exception>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "exec/compat.h"
#include "exec/plan.h"
#include "exec/tensor_data.h"
#include "graph/fuse_gelu.h"
#include "graph/normalize.h"

namespace ocelli::exec {
namespace {

bool normalizes(const onnx::Node& node) { return node.op_type.ends_with("Normalization"); }

bool is_folded(const onnx::Graph& graph) {
  bool biased = false;
  for (const onnx::Node& node : graph.nodes) {
    if (normalizes(node)) return false;
    biased = biased || (node.op_type == "Conv" && node.inputs.size() > 2);
  }
  return biased;
}

// A graph whose first step turns the picture from rows of pixels into planes of channels.
bool takes_channels_last(const onnx::Graph& graph) {
  for (const onnx::Node& node : graph.nodes) {
    if (node.inputs.empty() || node.inputs[0] != graph.inputs[0].name) continue;
    return node.op_type == "Transpose";
  }
  return false;
}

std::string shape_text(at::IntArrayRef sizes) {
  std::string text;
  for (const std::int64_t length : sizes)
    text += (text.empty() ? "" : " × ") + std::to_string(length);
  return text;
}

std::string shape_text(const std::vector<onnx::Dimension>& shape) {
  std::string text;
  for (const onnx::Dimension& length : shape) {
    text += text.empty() ? "" : " × ";
    text += length.value ? std::to_string(*length.value) : "N";
  }
  return text;
}

// Several shapes come by turns: batches of training, a shorter last one, batches of validation.
constexpr std::size_t kMostShapes = 8;

}  // namespace

class Network::Impl {
 public:
  Impl(onnx::Model model, const NetworkOptions& options)
      : model_(std::move(model)), options_(options) {}

  std::optional<Error> compile() {
    const onnx::Graph& graph = model_.graph;
    batch_norm_folded = is_folded(graph);
    const graph::Roles roles = graph::find_roles(graph);
    if (auto error = load(roles)) return error;
    Trained trained;
    for (const Parameter& one : parameters) trained.emplace(one.name, &one.value);
    for (const Buffer& one : buffers) trained.emplace(one.name, &one.value);
    onnx::Graph fused;
    fused.nodes = graph::with_fused_gelu(graph);
    fused.inputs = graph.inputs;
    fused.outputs = graph.outputs;
    Result<Plan> plan = compile_plan(fused, graph.initializers, model_.opset(), trained, options_);
    if (!plan) return plan.error();
    plan_ = std::move(plan).value();
    channels_last_ = options_.channels_last && !takes_channels_last(graph);
    return std::nullopt;
  }

  Result<std::vector<at::Tensor>> forward(const at::Tensor& input, Mode mode) {
    if (auto error = check_input(input)) return *std::move(error);
    std::size_t step = plan_.steps.size();
    try {
      at::Tensor pixels = input.to(options_.device, options_.type);
      if (channels_last_ && pixels.dim() == 4) {
        pixels = pixels.contiguous(at::MemoryFormat::ChannelsLast);
      }
      const std::vector<std::int64_t> sizes = input.sizes().vec();
      std::vector<at::Tensor> shapes = shapes_for(sizes);
      const bool known = !shapes.empty();
      const auto* sum = options_.sum_over_ranks ? &options_.sum_over_ranks : nullptr;
      Run run{mode, freeze_statistics, sum, options_.device, nullptr, {}};
      std::vector<at::Tensor> outputs = run_plan(plan_, pixels, std::move(run), shapes, step);
      if (!known && !shapes.empty()) keep_shapes(sizes, std::move(shapes));
      return outputs;
    } catch (const c10::Error& error) {
      return failure(step, compat::message(error));
    } catch (const std::exception& error) {
      return failure(step, error.what());
    }
  }

  [[nodiscard]] onnx::Model model() const {
    onnx::Model copy = model_;
    std::unordered_map<std::string, const at::Tensor*> values;
    for (const Parameter& one : parameters) values.emplace(one.name, &one.value);
    for (const Buffer& one : buffers) values.emplace(one.name, &one.value);
    for (onnx::TensorData& data : copy.graph.initializers) {
      if (const auto found = values.find(data.name); found != values.end()) {
        write_tensor(*found->second, data);
      }
    }
    return copy;
  }

  // The file fixed its batch size; whether any other gives the same is tried with two inputs.
  std::optional<Error> try_batches(std::int64_t stated) {
    const at::NoGradGuard no_gradients;
    std::vector<std::int64_t> shape = {2};
    for (const onnx::Dimension& length : *model_.graph.inputs[0].shape) {
      shape.push_back(length.value.value_or(224));
    }
    shape.erase(shape.begin() + 1);
    const std::int64_t count = c10::multiply_integers(shape);
    const at::Tensor both =
        at::sin(at::arange(count, at::kFloat) * 0.7).reshape(shape).to(options_.type);
    const auto refuse = [&](const std::string& why) {
      return Error{ErrorCode::kInvalidModel,
                   "graph input '" + model_.graph.inputs[0].name + "': the file fixes a batch of " +
                       std::to_string(stated) + ", and the graph depends on it: " + why +
                       ". Export it with an open (dynamic) batch size."};
    };
    const auto together = forward(both, Mode::kEvaluate);
    if (!together) return refuse(together.error().message);
    for (std::int64_t i = 0; i < 2; ++i) {
      const auto alone = forward(both.narrow(0, i, 1), Mode::kEvaluate);
      if (!alone) return refuse(alone.error().message);
      const at::Tensor& one = alone.value()[0];
      const at::Tensor& of_two = together.value()[0];
      if (of_two.dim() == 0 || of_two.size(0) != 2) return refuse("two inputs gave one output");
      const double scale = one.abs().max().item().toDouble();
      const at::Tensor difference = (of_two.narrow(0, i, 1) - one).abs().max();
      if (!(difference.item().toDouble() <= 1e-3 * scale + 1e-6)) {
        return refuse("two inputs together gave another output than each alone");
      }
    }
    return std::nullopt;
  }

  std::vector<Parameter> parameters;
  std::vector<Buffer> buffers;
  bool batch_norm_folded = false;
  bool freeze_statistics = false;
  std::optional<std::int64_t> fixed_batch;

 private:
  std::optional<Error> load(const graph::Roles& roles) {
    std::unordered_map<std::string, const onnx::TensorData*> data;
    for (const onnx::TensorData& one : model_.graph.initializers) data.emplace(one.name, &one);
    const auto read = [&](const std::string& name) -> Result<at::Tensor> {
      const std::optional<at::Tensor> value = to_tensor(*data.at(name), options_.type);
      if (value) return value->to(options_.device);
      return Error{ErrorCode::kInvalidModel, "initializer '" + name + "' is not of numbers"};
    };
    for (const graph::Trainable& one : roles.parameters) {
      Result<at::Tensor> value = read(one.name);
      if (!value) return value.error();
      at::Tensor leaf = std::move(value).value();
      const bool kernel = one.role == Role::kWeight && leaf.dim() == 4 && options_.channels_last;
      if (kernel) leaf = leaf.contiguous(at::MemoryFormat::ChannelsLast);
      leaf.requires_grad_(true);
      parameters.push_back({one.name, one.role, one.depth, std::move(leaf)});
    }
    for (const std::string& name : roles.statistics) {
      if (!data.contains(name)) continue;
      Result<at::Tensor> value = read(name);
      if (!value) return value.error();
      buffers.push_back({name, std::move(value).value()});
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Error> check_input(const at::Tensor& input) const {
    const onnx::ValueInfo& declared = model_.graph.inputs[0];
    if (!declared.shape) return std::nullopt;
    bool fits = input.defined() && input.dim() == static_cast<std::int64_t>(declared.shape->size());
    for (std::size_t i = 1; fits && i < declared.shape->size(); ++i) {
      const std::optional<std::int64_t>& length = (*declared.shape)[i].value;
      fits = !length || *length == input.size(static_cast<std::int64_t>(i));
    }
    if (fits) return std::nullopt;
    return Error{ErrorCode::kInvalidArgument,
                 "input '" + declared.name + "': expected " + shape_text(*declared.shape) +
                     ", came " + (input.defined() ? shape_text(input.sizes()) : "nothing")};
  }

  std::vector<at::Tensor> shapes_for(const std::vector<std::int64_t>& sizes) {
    const std::lock_guard lock(mutex_);
    const auto found = shapes_.find(sizes);
    return found == shapes_.end() ? std::vector<at::Tensor>() : found->second;
  }

  void keep_shapes(const std::vector<std::int64_t>& sizes, std::vector<at::Tensor> values) {
    const std::lock_guard lock(mutex_);
    if (shapes_.size() >= kMostShapes) shapes_.clear();
    shapes_.emplace(sizes, std::move(values));
  }

  [[nodiscard]] Error failure(std::size_t step, const char* what) const {
    if (step >= plan_.steps.size())
      return {ErrorCode::kInvalidArgument, std::string("input: ") + what};
    return node_error(plan_.nodes[plan_.steps[step].node], plan_.opset, what);
  }

  onnx::Model model_;
  NetworkOptions options_;
  Plan plan_;
  bool channels_last_ = false;
  std::mutex mutex_;
  std::map<std::vector<std::int64_t>, std::vector<at::Tensor>> shapes_;
};

Network::Network(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

Result<Network> Network::compile(const onnx::Model& model, const NetworkOptions& options) {
  Result<graph::Normalized> normalized = graph::normalize(model);
  if (!normalized) return normalized.error();
  const std::optional<std::int64_t> fixed = normalized.value().fixed_batch;
  auto impl = std::make_unique<Impl>(std::move(normalized.value().model), options);
  impl->freeze_statistics = options.freeze_batch_norm_statistics;
  impl->fixed_batch = fixed;
  try {
    if (auto error = impl->compile()) return *std::move(error);
    if (fixed) {
      if (auto error = impl->try_batches(*fixed)) return *std::move(error);
    }
  } catch (const c10::Error& error) {
    return Error{ErrorCode::kInvalidModel, compat::message(error)};
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInvalidModel, error.what()};
  }
  return Network(std::move(impl));
}

Result<std::vector<at::Tensor>> Network::forward(const at::Tensor& input, Mode mode) {
  return impl_->forward(input, mode);
}

std::vector<Parameter>& Network::parameters() { return impl_->parameters; }
std::vector<Buffer>& Network::buffers() { return impl_->buffers; }
onnx::Model Network::model() const { return impl_->model(); }
bool Network::batch_norm_folded() const { return impl_->batch_norm_folded; }
std::optional<std::int64_t> Network::fixed_batch() const { return impl_->fixed_batch; }
void Network::freeze_batch_norm_statistics(bool freeze) { impl_->freeze_statistics = freeze; }

}  // namespace ocelli::exec
