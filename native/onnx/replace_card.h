#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "result.h"

namespace ocelli::onnx {

/// The same file with these entries as its card: every `metadata_props` entry whose key begins with
/// `ocelli.` makes room for them, they stand before the graph, and everything else, the graph of
/// whatever opset included, stays byte for byte. kInvalidModel: not an ONNX file, or a damaged one.
Result<std::string> replace_card(std::span<const std::uint8_t> file,
                                 const std::vector<std::pair<std::string, std::string>>& entries);

}  // namespace ocelli::onnx
