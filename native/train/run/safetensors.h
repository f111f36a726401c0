#pragma once

#include <map>
#include <optional>
#include <string>

#include <ATen/ATen.h>

#include "result.h"

namespace ocelli::train {

/// Tensors and texts by name, as a `.safetensors` file holds them.
struct TensorFile {
  std::map<std::string, at::Tensor> tensors;
  std::map<std::string, std::string> metadata;
};

/// Writes float32, float64 and int64 tensors in the safetensors format (Hugging Face), which Python
/// reads with one line. The file appears whole or not at all: it is written beside and renamed.
std::optional<Error> write_safetensors(const std::string& path, const TensorFile& file);

/// kInvalidArgument where the file cannot be read, is damaged, or holds other types.
Result<TensorFile> read_safetensors(const std::string& path);

}  // namespace ocelli::train
