#include "golden.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "../card_golden.h"
#include "exec/network.h"
#include "model/golden.h"
#include "onnx/read_model.h"
#include "tensor/normalize.h"

namespace ocelli {
namespace {

constexpr std::uint32_t kSeed = 2024;
// Backends differ by about a tenth of it on networks of fifty layers; a wrong kernel by far more.
constexpr float kTolerance = 1e-3F;

std::string number(float value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value);
  return {text, end.ptr};
}

// The outputs that the card compares, as places among the graph's.
std::vector<std::size_t> compared_outputs(const onnx::Model& model, const ModelCard& card) {
  const std::vector<onnx::ValueInfo>& outputs = model.graph.outputs;
  if (card.output_names.empty()) return {0};
  std::vector<std::size_t> places;
  for (const std::string& name : card.output_names) {
    const auto found = std::find_if(outputs.begin(), outputs.end(),
                                    [&](const auto& output) { return output.name == name; });
    places.push_back(static_cast<std::size_t>(found - outputs.begin()));
  }
  return places;
}

Result<std::string> summary_line(const at::Tensor& output) {
  const at::Tensor values = output.detach().to(at::kFloat).contiguous();
  const auto* first = values.data_ptr<float>();
  std::string line;
  for (const float value : golden_summary({first, static_cast<std::size_t>(values.numel())})) {
    if (!std::isfinite(value)) {
      return Error{ErrorCode::kInvalidModel,
                   "golden output: expected finite numbers, the network answers others"};
    }
    line += (line.empty() ? "" : " ") + number(value);
  }
  return line;
}

}  // namespace

Result<std::vector<CardEntry>> golden_entries(const onnx::Model& model, const ModelCard& card) {
  const std::uint32_t seed = card.golden ? card.golden->seed : kSeed;
  const float tolerance = card.golden ? card.golden->tolerance : kTolerance;
  const PreprocessSpec& spec = card.preprocess;
  Result<Tensor> input = normalize(golden_input(spec, seed), channel_count(spec.channels), spec);
  if (!input) return input.error();
  Result<exec::Network> network = exec::Network::compile(model, {});
  if (!network) return network.error();
  const auto& shape = input.value().shape;
  const at::Tensor tensor = at::from_blob(input.value().values.data(),
                                          {shape[0], shape[1], shape[2], shape[3]}, at::kFloat);
  const at::NoGradGuard no_gradients;
  const auto outputs = network.value().forward(tensor, exec::Mode::kEvaluate);
  if (!outputs) return outputs.error();
  std::string values;
  for (const std::size_t place : compared_outputs(model, card)) {
    if (place >= outputs.value().size()) {
      return Error{ErrorCode::kInvalidCard, "ocelli.output.names: expected outputs of the graph"};
    }
    const Result<std::string> line = summary_line(outputs.value()[place]);
    if (!line) return line.error();
    values += (values.empty() ? "" : "\n") + line.value();
  }
  return std::vector<CardEntry>{{"ocelli.golden.seed", std::to_string(seed)},
                                {"ocelli.golden.values", values},
                                {"ocelli.golden.tolerance", number(tolerance)}};
}

Result<std::vector<CardEntry>> golden_entries(std::span<const std::uint8_t> file,
                                              const ModelCard& card) {
  const Result<onnx::Model> model = onnx::read_model(file);
  if (!model) return model.error();
  return golden_entries(model.value(), card);
}

}  // namespace ocelli
