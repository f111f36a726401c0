// Whatever bytes come in, the reader answers with a model or an error; a model that is written is read
// back as it was, and gives the same bytes again. What `ocelli info` and `ocelli convert` do with a model
// ends as well, and what is converted can be read.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "graph/browser.h"
#include "graph/plain_form.h"
#include "graph/store_weights.h"
#include "graph/stored_int8.h"
#include "graph/summary.h"
#include "onnx/read_model.h"
#include "onnx/replace_card.h"
#include "onnx/write_model.h"
#include "require.h"

namespace {

namespace graph = ocelli::graph;
namespace onnx = ocelli::onnx;

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void check_round_trip(const onnx::Model& model) {
  const std::string written = onnx::write_model(model);
  const ocelli::Result<onnx::Model> again = onnx::read_model(bytes_of(written));
  OCELLI_REQUIRE(again.ok());
  // Bytes, not models: a NaN among the attributes is unequal to itself.
  OCELLI_REQUIRE(onnx::write_model(again.value()) == written);
}

void check_conversion(const onnx::Model& model, graph::WeightStorage storage) {
  ocelli::Result<graph::PlainForm> plain = graph::plain_form(model);
  if (!plain) return;
  onnx::Model& converted = plain.value().model;
  const auto kept = graph::unchanged_int8(converted.graph, graph::stored_int8(model.graph));
  graph::store_weights(converted.graph, storage, kept);
  OCELLI_REQUIRE(onnx::read_model(bytes_of(onnx::write_model(converted))).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span file(data, size);
  if (const auto replaced = onnx::replace_card(file, {{"ocelli.title", "x"}})) {
    OCELLI_REQUIRE(onnx::replace_card(bytes_of(replaced.value()), {}).ok());
  }
  const ocelli::Result<onnx::Model> model = onnx::read_model(file);
  if (!model) return 0;
  check_round_trip(model.value());
  graph::summarize(model.value().graph, graph::Dims{1, 3, 32, 32});
  graph::browser_findings(model.value());
  check_conversion(model.value(), graph::WeightStorage::kFloat16);
  check_conversion(model.value(), graph::WeightStorage::kInt8);
  return 0;
}
