#include "train/run/step_graph.h"

#include <optional>
#include <utility>

#ifdef OCELLI_WITH_CUDA
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#endif

namespace ocelli::train {

#ifdef OCELLI_WITH_CUDA

class StepGraph::Impl {
 public:
  explicit Impl(std::vector<at::Tensor> parameters) : parameters_(std::move(parameters)) {}

  Result<at::Tensor> run(const BatchTensors& batch, const Step& step) {
    if (failed_ || !batch.input.is_cuda()) return step(batch);
    if (!input_.defined()) begin(batch);
    if (batch.input.sizes() != input_.sizes()) return step(batch);
    if (warmed_up_ < kWarmUp) {
      ++warmed_up_;
      return beside(batch, step);
    }
    input_.copy_(batch.input, true);
    targets_.copy_(batch.targets, true);
    if (!graph_ && !record(step)) return step(batch);
    graph_->replay();
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      parameters_[i].mutable_grad() = gradients_[i];
    }
    return loss_;
  }

 private:
  // Libraries choose and allocate in their first calls, which a graph cannot hold.
  static constexpr int kWarmUp = 3;

  void begin(const BatchTensors& batch) {
    input_ = at::empty_like(batch.input);
    targets_ = at::empty_like(batch.targets);
    stream_ = c10::cuda::getStreamFromPool(false, batch.input.device().index());
  }

  // On the stream that will be recorded, to which autograd binds the parameters' gradients.
  Result<at::Tensor> beside(const BatchTensors& batch, const Step& step) {
    c10::cuda::device_synchronize();
    const c10::cuda::CUDAStreamGuard guard(*stream_);
    Result<at::Tensor> loss = step(batch);
    c10::cuda::device_synchronize();
    return loss;
  }

  // False where the step does what a graph cannot hold; gradients are then reset.
  bool record(const Step& step) {
    c10::cuda::device_synchronize();
    {
      const c10::cuda::CUDAStreamGuard guard(*stream_);
      graph_.emplace();
      try {
        graph_->capture_begin();
        const Result<at::Tensor> loss = step({input_, targets_});
        failed_ = !loss;
        if (loss) loss_ = loss.value().detach();
        graph_->capture_end();
      } catch (const c10::Error&) {
        failed_ = true;
      }
    }
    for (at::Tensor& parameter : parameters_) {
      gradients_.push_back(parameter.grad());
      if (failed_) parameter.mutable_grad().reset();
    }
    if (failed_) graph_.reset();
    return !failed_;
  }

  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> gradients_;  ///< the graph's own, one a parameter
  at::Tensor input_, targets_, loss_;  ///< where the graph reads and writes
  std::optional<c10::cuda::CUDAStream> stream_;
  std::optional<at::cuda::CUDAGraph> graph_;
  int warmed_up_ = 0;
  bool failed_ = false;
};

#else

class StepGraph::Impl {
 public:
  explicit Impl(const std::vector<at::Tensor>& /*parameters*/) {}
  static Result<at::Tensor> run(const BatchTensors& batch, const Step& step) { return step(batch); }
};

#endif

StepGraph::StepGraph(std::vector<at::Tensor> parameters)
    : impl_(std::make_unique<Impl>(std::move(parameters))) {}
StepGraph::StepGraph(StepGraph&&) noexcept = default;
StepGraph& StepGraph::operator=(StepGraph&&) noexcept = default;
StepGraph::~StepGraph() = default;

Result<at::Tensor> StepGraph::run(const BatchTensors& batch, const Step& step) {
  return impl_->run(batch, step);
}

}  // namespace ocelli::train
