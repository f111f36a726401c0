#include "exec/autocast.h"

#include <exception>

#include <torch/version.h>

namespace ocelli::exec {
namespace {

void set_enabled(at::Device device, bool enabled) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_dtype(device.type(), at::kBFloat16);
  at::autocast::set_autocast_enabled(device.type(), enabled);
#else
  if (device.is_cpu()) {
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_cpu_enabled(enabled);
  } else {
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
    at::autocast::set_enabled(enabled);
  }
#endif
}

}  // namespace

Autocast::Autocast(at::Device device, bool enabled) : device_(device), enabled_(enabled) {
  if (!enabled_) return;
  at::autocast::increment_nesting();
  set_enabled(device_, true);
}

Autocast::~Autocast() {
  if (!enabled_) return;
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  set_enabled(device_, false);
}

bool autocasts_on_cpu() {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  return at::autocast::is_autocast_enabled(at::kCPU);
#else
  return at::autocast::is_cpu_enabled();
#endif
}

std::optional<Error> backward(const at::Tensor& loss) {
  try {
    torch::autograd::backward({loss}, {});
    return std::nullopt;
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInvalidModel,
                 std::string("model: its gradient cannot be computed: ") + error.what()};
  }
}

}  // namespace ocelli::exec
