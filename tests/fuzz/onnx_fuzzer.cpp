// Whatever bytes come in, the reader answers with a model or an error; a model that is written is read
// back as it was, and gives the same bytes again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "graph/browser.h"
#include "graph/summary.h"
#include "onnx/read_model.h"
#include "onnx/write_model.h"

namespace {

void demand(bool holds) {
  if (!holds) std::abort();
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace onnx = ocelli::onnx;
  const ocelli::Result<onnx::Model> model = onnx::read_model({data, size});
  if (!model) return 0;
  const std::string written = onnx::write_model(model.value());
  const ocelli::Result<onnx::Model> again = onnx::read_model(bytes_of(written));
  demand(again.ok());
  // Bytes, not models: a NaN among the attributes is unequal to itself.
  demand(onnx::write_model(again.value()) == written);
  // What `ocelli info` computes of any model that could be read.
  ocelli::graph::summarize(model.value().graph, ocelli::graph::Dims{1, 3, 32, 32});
  ocelli::graph::browser_findings(model.value());
  return 0;
}
