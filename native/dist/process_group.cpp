#include "dist/process_group.h"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <utility>

#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "dist/local_address.h"
#include "exec/compat.h"

#if defined(USE_C10D_GLOO) && defined(OCELLI_WITH_GLOO)
#define OCELLI_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#if defined(USE_C10D_NCCL) && defined(OCELLI_WITH_NCCL)
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

namespace ocelli::dist {
namespace {

constexpr std::chrono::minutes kMeeting{10};

#if TORCH_VERSION_MAJOR >= 2
using Backend = c10d::Backend;
#else
using Backend = c10d::ProcessGroup;
#endif

using Work = c10::intrusive_ptr<c10d::Work>;

c10::intrusive_ptr<c10d::Store> open_store(const World& world) {
  c10d::TCPStoreOptions options;
  options.port = world.port;
  options.isServer = world.hosts_store;
  options.waitWorkers = false;
  options.timeout = kMeeting;
  return c10::make_intrusive<c10d::TCPStore>(world.address, options);
}

#ifdef OCELLI_GLOO
c10::intrusive_ptr<Backend> open_gloo(const c10::intrusive_ptr<c10d::Store>& store,
                                      const World& world, std::chrono::seconds patience) {
  auto options = c10d::ProcessGroupGloo::Options::create(patience);
  if (const char* interface = std::getenv("GLOO_SOCKET_IFNAME")) {
    options->devices = {c10d::ProcessGroupGloo::createDeviceForInterface(interface)};
  } else {
    // The address by which rank 0's machine knows us; a machine's own name often leads nowhere.
    options->devices = {
        c10d::ProcessGroupGloo::createDeviceForHostname(local_address(world.address, world.port))};
  }
  return c10::make_intrusive<c10d::ProcessGroupGloo>(store, world.rank, world.size, options);
}
#endif

#if defined(USE_C10D_NCCL) && defined(OCELLI_WITH_NCCL)
c10::intrusive_ptr<Backend> open_nccl(const c10::intrusive_ptr<c10d::Store>& store,
                                      const World& world, std::chrono::seconds patience) {
  auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = patience;
  return c10::make_intrusive<c10d::ProcessGroupNCCL>(store, world.rank, world.size, options);
}
#endif

Result<c10::intrusive_ptr<Backend>> open_backend(const World& world, at::Device device,
                                                 std::chrono::seconds patience) {
  const char* missing = "Gloo (libgloo-dev)";
  if (device.is_cuda()) {
#if defined(USE_C10D_NCCL) && defined(OCELLI_WITH_NCCL)
    return open_nccl(open_store(world), world, patience);
#endif
    missing = "NCCL";
  } else {
#ifdef OCELLI_GLOO
    return open_gloo(open_store(world), world, patience);
#endif
  }
  return Error{ErrorCode::kInvalidArgument,
               std::string("ranks: this `ocelli` was built without ") + missing};
}

}  // namespace

struct ProcessGroup::Pending::State {
  Work work;
};

void ProcessGroup::Pending::wait() { state_->work->wait(); }

class ProcessGroup::Impl {
 public:
  Impl(c10::intrusive_ptr<Backend> opened, const World& place, std::chrono::seconds most)
      : backend(std::move(opened)), world(place), patience(most) {}

  // c10d throws exceptions of several kinds.
  template <typename Call>
  std::optional<Error> guarded(const ProcessGroup& group, Call call) const {
    try {
      call();
    } catch (const c10::Error& error) {
      return group.lost(exec::compat::message(error));
    } catch (const std::exception& error) {
      return group.lost(error.what());
    }
    return std::nullopt;
  }

  c10::intrusive_ptr<Backend> backend;
  World world;
  std::chrono::seconds patience;
};

ProcessGroup::ProcessGroup(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ProcessGroup::ProcessGroup(ProcessGroup&&) noexcept = default;
ProcessGroup& ProcessGroup::operator=(ProcessGroup&&) noexcept = default;
ProcessGroup::~ProcessGroup() = default;

Result<ProcessGroup> ProcessGroup::join(const World& world, at::Device device,
                                        std::chrono::seconds patience) {
  std::string what;
  try {
    Result<c10::intrusive_ptr<Backend>> backend = open_backend(world, device, patience);
    if (!backend) return backend.error();
    return ProcessGroup(std::make_unique<Impl>(std::move(backend).value(), world, patience));
  } catch (const c10::Error& error) {
    what = exec::compat::message(error);
  } catch (const std::exception& error) {
    what = error.what();
  }
  return Error{ErrorCode::kInvalidArgument, "rank " + std::to_string(world.rank) + " of " +
                                                std::to_string(world.size) +
                                                " could not meet the others at " + world.address +
                                                ":" + std::to_string(world.port) + ": " + what};
}

int ProcessGroup::rank() const { return impl_->world.rank; }
int ProcessGroup::size() const { return impl_->world.size; }

ProcessGroup::Pending ProcessGroup::begin_sum(at::Tensor tensor) {
  std::vector<at::Tensor> tensors = {std::move(tensor)};
  Pending pending;
  pending.state_ = std::make_shared<Pending::State>();
  pending.state_->work = impl_->backend->allreduce(tensors);
  return pending;
}

std::optional<Error> ProcessGroup::sum(at::Tensor tensor) {
  return impl_->guarded(*this, [&] { begin_sum(tensor).wait(); });
}

std::optional<Error> ProcessGroup::broadcast(at::Tensor tensor) {
  return impl_->guarded(*this, [&] {
    std::vector<at::Tensor> tensors = {tensor};
    impl_->backend->broadcast(tensors)->wait();
  });
}

std::optional<Error> ProcessGroup::meet(std::chrono::seconds patience) {
  return impl_->guarded(*this, [&] {
    c10d::AllreduceOptions options;
    options.timeout = patience;
    std::vector<at::Tensor> tensors = {at::zeros({1})};
    impl_->backend->allreduce(tensors, options)->wait();
  });
}

Error ProcessGroup::lost(const std::string& what) const {
  return {ErrorCode::kInvalidArgument,
          "rank " + std::to_string(rank()) + " of " + std::to_string(size()) +
              " lost another rank, which ended or did not answer for " +
              std::to_string(impl_->patience.count()) +
              " seconds; the run goes on from its last checkpoint with --resume (" +
              what.substr(0, what.find('\n')) + ")"};
}

namespace {

struct SumOverRanks : torch::autograd::Function<SumOverRanks> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& tensor,
                            std::int64_t group) {
    context->saved_data["group"] = group;
    const at::Tensor total = tensor.clone(at::MemoryFormat::Contiguous);
    reinterpret_cast<ProcessGroup*>(group)->begin_sum(total).wait();
    return total;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const std::int64_t group = context->saved_data["group"].toInt();
    const at::Tensor total = gradients[0].clone(at::MemoryFormat::Contiguous);
    reinterpret_cast<ProcessGroup*>(group)->begin_sum(total).wait();
    return {total, at::Tensor()};
  }
};

}  // namespace

at::Tensor ProcessGroup::differentiable_sum(const at::Tensor& tensor) {
  return SumOverRanks::apply(tensor, reinterpret_cast<std::int64_t>(this));
}

}  // namespace ocelli::dist
