#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "onnx/model.h"

namespace ocelli::graph {

/// Something about a model that shows in a browser.
struct BrowserFinding {
  enum class Backend { kAny, kWasm, kWebGpu };
  Backend backend = Backend::kAny;
  /// Whether the model cannot be loaded or answers wrongly there; else it is only slower.
  bool prevents = true;
  std::string message;
};

/// What ONNX Runtime Web 1.30 cannot run of the model, or runs worse: operators and element types
/// that a backend lacks, leftovers of training, inputs other than one float32 photograph. Sources:
/// the package's docs/webgpu-operators.md, and trying the CPU kernels that its wasm build has.
std::vector<BrowserFinding> browser_findings(const onnx::Model& model);

/// Whether a layer of the graph is left in training mode: its answer to a photograph then depends on
/// what else is in the batch.
bool in_training_mode(const onnx::Graph& graph);

/// Whether the table of WebGPU operators lists one, as `Conv` or `com.microsoft.FusedConv`.
bool webgpu_has(const std::string& name);

/// The backend's name: `any`, `wasm`, `webgpu`.
std::string backend_name(BrowserFinding::Backend backend);

}  // namespace ocelli::graph
