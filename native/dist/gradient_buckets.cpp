#include "dist/gradient_buckets.h"

#include <functional>
#include <utility>

#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>

#include "exec/compat.h"

namespace ocelli::dist {
namespace {

using torch::autograd::variable_list;

// Called when a parameter's gradient has been added.
class ReadyHook : public torch::autograd::FunctionPostHook {
 public:
  explicit ReadyHook(std::function<void()> ready) : ready_(std::move(ready)) {}
  variable_list operator()(const variable_list& outputs, const variable_list&) override {
    ready_();
    return outputs;
  }

 private:
  std::function<void()> ready_;
};

struct Bucket {
  std::vector<std::size_t> parameters;
  at::Tensor flat;
  std::size_t waiting = 0;
  std::optional<ProcessGroup::Pending> sum;
};

}  // namespace

class GradientBuckets::Impl {
  // A shared_ptr in libtorch 1.13, an intrusive_ptr in 2.15.
  using Accumulator = decltype(torch::autograd::impl::grad_accumulator(at::Tensor()));

 public:
  Impl(ProcessGroup& group, std::vector<at::Tensor> parameters, std::size_t bucket_bytes)
      : group_(group), parameters_(std::move(parameters)) {
    make_buckets(bucket_bytes);
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      Accumulator accumulator = torch::autograd::impl::grad_accumulator(parameters_[i]);
      const auto key =
          accumulator->add_post_hook(std::make_unique<ReadyHook>([this, i] { ready(i); }));
      hooks_.emplace_back(std::move(accumulator), key);
    }
  }

  ~Impl() {
    for (auto& [accumulator, key] : hooks_) accumulator->del_post_hook(key);
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void attach() {
    const at::NoGradGuard no_gradients;
    for (Bucket& bucket : buckets_) {
      bucket.flat.zero_();
      std::int64_t offset = 0;
      for (const std::size_t i : bucket.parameters) {
        at::Tensor& parameter = parameters_[i];
        // In the parameter's own layout, which may be channels-last.
        parameter.mutable_grad() =
            at::as_strided(bucket.flat, parameter.sizes(), parameter.strides(), offset);
        offset += parameter.numel();
      }
    }
    armed_ = false;
  }

  void arm() {
    for (Bucket& bucket : buckets_) {
      bucket.waiting = bucket.parameters.size();
      bucket.sum.reset();
    }
    next_ = 0;
    armed_ = true;
  }

  std::optional<Error> finish() {
    armed_ = false;
    try {
      while (next_ < buckets_.size()) begin_next();
      for (Bucket& bucket : buckets_) bucket.sum->wait();
    } catch (const c10::Error& error) {
      return group_.lost(exec::compat::message(error));
    } catch (const std::exception& error) {
      return group_.lost(error.what());
    }
    return std::nullopt;
  }

 private:
  // The last layers' gradients come first.
  void make_buckets(std::size_t bucket_bytes) {
    std::size_t filled = bucket_bytes;
    for (std::size_t back = parameters_.size(); back-- > 0;) {
      const std::size_t bytes = parameters_[back].nbytes();
      if (buckets_.empty() || filled + bytes > bucket_bytes) {
        buckets_.emplace_back();
        filled = 0;
      }
      buckets_.back().parameters.push_back(back);
      filled += bytes;
    }
    bucket_of_.resize(parameters_.size());
    for (std::size_t b = 0; b < buckets_.size(); ++b) {
      std::int64_t elements = 0;
      for (const std::size_t i : buckets_[b].parameters) {
        bucket_of_[i] = b;
        elements += parameters_[i].numel();
      }
      buckets_[b].flat = at::zeros({elements}, parameters_[0].options().requires_grad(false));
    }
  }

  void ready(std::size_t parameter) {
    if (!armed_) return;
    Bucket& bucket = buckets_[bucket_of_[parameter]];
    if (bucket.waiting > 0) --bucket.waiting;
    // In the same order on every rank, whatever order the gradients come in.
    while (next_ < buckets_.size() && buckets_[next_].waiting == 0) begin_next();
  }

  void begin_next() {
    buckets_[next_].sum = group_.begin_sum(buckets_[next_].flat);
    ++next_;
  }

  ProcessGroup& group_;
  std::vector<at::Tensor> parameters_;
  std::vector<Bucket> buckets_;
  std::vector<std::size_t> bucket_of_;  ///< one a parameter
  std::vector<std::pair<Accumulator, std::uintptr_t>> hooks_;
  std::size_t next_ = 0;
  bool armed_ = false;
};

GradientBuckets::GradientBuckets(ProcessGroup& group, std::vector<at::Tensor> parameters,
                                 std::size_t bucket_bytes)
    : impl_(std::make_unique<Impl>(group, std::move(parameters), bucket_bytes)) {}
GradientBuckets::~GradientBuckets() = default;
void GradientBuckets::attach() { impl_->attach(); }
void GradientBuckets::arm() { impl_->arm(); }
std::optional<Error> GradientBuckets::finish() { return impl_->finish(); }

}  // namespace ocelli::dist
