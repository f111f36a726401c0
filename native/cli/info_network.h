#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "graph/browser.h"
#include "graph/summary.h"
#include "model/model_card.h"
#include "onnx/model.h"

namespace ocelli {

/// What `ocelli info` tells of the network itself.
struct NetworkInfo {
  onnx::Model model;
  std::int64_t file_bytes = 0;
  graph::Summary summary;
  std::vector<graph::BrowserFinding> findings;
};

/// `card`: where the file has one; a size that the graph leaves open is taken from it.
NetworkInfo network_info(onnx::Model model, std::int64_t file_bytes,
                         const std::optional<ModelCard>& card);

/// Lines of a name and a text, in reading order.
std::vector<std::pair<std::string, std::string>> network_lines(const NetworkInfo& info);

/// `{file, opset, inputs, outputs, layers, parameters, multiplyAdds, weights, browser}`.
nlohmann::ordered_json network_json(const NetworkInfo& info);

}  // namespace ocelli
