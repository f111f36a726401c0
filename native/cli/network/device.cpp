#include "device.h"

#include <charconv>
#include <dlfcn.h>
#include <malloc.h>
#include <thread>

#include <ATen/Parallel.h>

namespace ocelli {
namespace {

#ifdef OCELLI_WITH_CUDA
constexpr const char* kMissing = "this machine has no NVIDIA GPU, or no driver for it";
#else
constexpr const char* kMissing =
    "this `ocelli` was built without CUDA; `npm run build:cuda` builds one with it";
#endif

Error unusable(const std::string& text, const std::string& why) {
  return {ErrorCode::kInvalidArgument, "--device: " + text + " cannot be used: " + why};
}

}  // namespace

Result<at::Device> parse_device(const std::string& text, int local_rank) {
  if (text == "cpu") return at::Device(at::kCPU);
  int index = local_rank;
  bool known = text == "cuda";
  if (text.rfind("cuda:", 0) == 0) {
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + 5, end, index);
    known = parsed.ec == std::errc{} && parsed.ptr == end && index >= 0;
  }
  if (!known) {
    return Error{ErrorCode::kInvalidArgument,
                 "--device: expected cpu, cuda or cuda:N, got " + text};
  }
  if (!at::globalContext().hasCUDA()) {
    return unusable(text, kMissing);
  }
  const int count = static_cast<int>(at::detail::getCUDAHooks().getNumGPUs());
  if (index >= count) {
    return unusable(text, "there are " + std::to_string(count) + " GPUs, counted from 0");
  }
  return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
}

void set_up_compute(int threads, int processes) {
  const int cores = static_cast<int>(std::thread::hardware_concurrency()) / processes;
  const int chosen = threads > 0 ? threads : std::max(cores, 1);
  at::set_num_threads(chosen);
  // ATen leaves OpenBLAS, where that is the system's BLAS, with all cores; and how a product is
  // shared out shows in its last bits.
  using SetThreads = void (*)(int);
  void* const found = dlsym(RTLD_DEFAULT, "openblas_set_num_threads");
  if (found != nullptr) reinterpret_cast<SetThreads>(found)(chosen);
  constexpr int kKept = 1 << 30;
  mallopt(M_MMAP_THRESHOLD, kKept);
  mallopt(M_TRIM_THRESHOLD, kKept);
}

}  // namespace ocelli
