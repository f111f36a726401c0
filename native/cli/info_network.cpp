#include "info_network.h"

#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace ocelli {
namespace {

using Json = nlohmann::ordered_json;
using Backend = graph::BrowserFinding::Backend;

// Netlify, GitHub Pages and Cloudflare Pages refuse larger files.
constexpr std::int64_t kHostLimit = 25 * 1024 * 1024;

std::string joined(const std::vector<std::string>& parts, const char* separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

// 4,652,008: groups of three digits.
std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t place = text.size(); place > 3; place -= 3) text.insert(place - 3, 1, ',');
  return text;
}

std::string size_text(std::int64_t bytes) {
  char text[32];
  if (bytes < 1000) return std::to_string(bytes) + " bytes";
  const bool large = bytes >= 1000000;
  std::snprintf(text, sizeof text, "%.2f %s", static_cast<double>(bytes) / (large ? 1e6 : 1e3),
                large ? "MB" : "kB");
  return text;
}

std::string dimension_text(const onnx::Dimension& dimension) {
  if (dimension.value) return std::to_string(*dimension.value);
  return dimension.parameter.empty() ? "?" : dimension.parameter;
}

std::string value_text(const onnx::ValueInfo& value) {
  const std::string type =
      value.type == onnx::DataType::kUndefined ? "no tensor" : graph::type_name(value.type);
  if (!value.shape) return value.name + ": " + type;
  std::vector<std::string> dims;
  for (const onnx::Dimension& one : *value.shape) dims.push_back(dimension_text(one));
  return value.name + ": " + type + (dims.empty() ? "" : " ") + joined(dims, " x ");
}

Json value_json(const onnx::ValueInfo& value) {
  Json json = {{"name", value.name}, {"type", graph::type_name(value.type)}, {"shape", nullptr}};
  if (!value.shape) return json;
  json["shape"] = Json::array();
  for (const onnx::Dimension& one : *value.shape) {
    json["shape"].push_back(one.value ? Json(*one.value)
                                      : Json(one.parameter.empty() ? "?" : one.parameter));
  }
  return json;
}

std::optional<graph::Dims> photo_dims(const onnx::Graph& graph,
                                      const std::optional<ModelCard>& card) {
  const std::vector<const onnx::ValueInfo*> inputs = graph::real_inputs(graph);
  if (inputs.size() != 1) return std::nullopt;
  if (!card) return graph::input_dims(*inputs[0], std::nullopt, std::nullopt, true);
  const PreprocessSpec& spec = card->preprocess;
  return graph::input_dims(*inputs[0], spec.input_height, spec.input_width,
                           spec.layout == Layout::kNchw);
}

// The card promises an input that the graph does not take.
std::optional<std::string> contradiction(const onnx::Graph& graph, const ModelCard& card) {
  const std::vector<const onnx::ValueInfo*> inputs = graph::real_inputs(graph);
  if (inputs.size() != 1 || !inputs[0]->shape || inputs[0]->shape->size() != 4) return std::nullopt;
  const PreprocessSpec& spec = card.preprocess;
  const std::int64_t channels = channel_count(spec.channels);
  const std::int64_t height = spec.input_height;
  const std::int64_t width = spec.input_width;
  const graph::Dims promised = spec.layout == Layout::kNchw
                                   ? graph::Dims{1, channels, height, width}
                                   : graph::Dims{1, height, width, channels};
  for (std::size_t i = 1; i < 4; ++i) {
    const std::optional<std::int64_t> taken = (*inputs[0]->shape)[i].value;
    if (!taken || *taken < 1 || *taken == promised[i]) continue;
    return "the card prepares a dimension " + std::to_string(i) + " of length " +
           std::to_string(promised[i]) + ", but input " + value_text(*inputs[0]) + " takes another";
  }
  return std::nullopt;
}

std::string weights_text(const graph::Summary& summary) {
  std::vector<std::string> parts;
  for (const auto& [type, bytes] : summary.weight_bytes) {
    parts.push_back(type + " " + size_text(bytes));
  }
  return joined(parts, ", ");
}

std::string layers_text(const graph::Summary& summary) {
  std::vector<std::string> parts;
  for (const auto& [name, count] : summary.operators) {
    parts.push_back(name + " " + std::to_string(count));
  }
  return joined(parts, ", ");
}

std::string multiply_adds_text(const graph::Summary& summary) {
  if (!summary.multiply_adds) return "not known: the input's size, or a layer's, is open";
  const std::string text = grouped(*summary.multiply_adds) + " a photograph";
  if (summary.uncounted == 0) return text;
  return text + ", without " + std::to_string(summary.uncounted) + " layers of unknown size";
}

std::string finding_text(const graph::BrowserFinding& finding) {
  std::string text = finding.prevents ? "cannot run it" : "note";
  if (finding.backend == Backend::kWasm) text += ", WebAssembly";
  if (finding.backend == Backend::kWebGpu) text += ", WebGPU";
  return text + ": " + finding.message;
}

}  // namespace

NetworkInfo network_info(onnx::Model model, std::int64_t file_bytes,
                         const std::optional<ModelCard>& card) {
  NetworkInfo info{std::move(model), file_bytes, {}, {}};
  const onnx::Graph& graph = info.model.graph;
  info.summary = graph::summarize(graph, photo_dims(graph, card));
  info.findings = graph::browser_findings(info.model);
  if (const auto text = card ? contradiction(graph, *card) : std::nullopt) {
    info.findings.push_back({Backend::kAny, true, *text});
  }
  if (file_bytes > kHostLimit) {
    info.findings.push_back({Backend::kAny, false,
                             "the file is over 25 MiB, which many hosts do not serve; `ocelli "
                             "convert` makes it smaller"});
  }
  return info;
}

std::vector<std::pair<std::string, std::string>> network_lines(const NetworkInfo& info) {
  const onnx::Model& model = info.model;
  std::vector<std::pair<std::string, std::string>> lines;
  lines.emplace_back("file",
                     size_text(info.file_bytes) + "; weights: " + weights_text(info.summary));
  lines.emplace_back("network", "opset " + std::to_string(model.opset()) + ", IR version " +
                                    std::to_string(model.ir_version) +
                                    (model.producer_name.empty() ? "" : ", by ") +
                                    model.producer_name);
  for (const onnx::ValueInfo* input : graph::real_inputs(model.graph)) {
    lines.emplace_back("takes", value_text(*input));
  }
  for (const onnx::ValueInfo& output : model.graph.outputs) {
    lines.emplace_back("gives", value_text(output));
  }
  lines.emplace_back("layers", layers_text(info.summary));
  lines.emplace_back("parameters", grouped(info.summary.parameters));
  lines.emplace_back("mult-adds", multiply_adds_text(info.summary));
  if (info.findings.empty()) lines.emplace_back("browser", "nothing stands in the way");
  for (const graph::BrowserFinding& finding : info.findings) {
    lines.emplace_back("browser", finding_text(finding));
  }
  return lines;
}

Json network_json(const NetworkInfo& info) {
  const onnx::Model& model = info.model;
  Json json = {{"fileBytes", info.file_bytes},
               {"opset", model.opset()},
               {"irVersion", model.ir_version},
               {"producer", model.producer_name}};
  json["inputs"] = Json::array();
  for (const auto* input : graph::real_inputs(model.graph))
    json["inputs"].push_back(value_json(*input));
  json["outputs"] = Json::array();
  for (const auto& output : model.graph.outputs) json["outputs"].push_back(value_json(output));
  json["layers"] = Json::object();
  for (const auto& [name, count] : info.summary.operators) json["layers"][name] = count;
  json["parameters"] = info.summary.parameters;
  json["multiplyAdds"] = info.summary.multiply_adds ? Json(*info.summary.multiply_adds) : Json();
  json["uncountedLayers"] = info.summary.uncounted;
  json["weightBytes"] = Json::object();
  for (const auto& [type, bytes] : info.summary.weight_bytes) json["weightBytes"][type] = bytes;
  json["browser"] = Json::array();
  for (const graph::BrowserFinding& finding : info.findings) {
    json["browser"].push_back({{"backend", graph::backend_name(finding.backend)},
                               {"prevents", finding.prevents},
                               {"message", finding.message}});
  }
  return json;
}

}  // namespace ocelli
