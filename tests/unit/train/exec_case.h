#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ATen.h>

#include "exec/tensor_data.h"
#include "onnx/model.h"
#include "onnx/read_model.h"
#include "result.h"

namespace ocelli::exec {

/// A model, and beside it what an independent implementation computes from it: initializers named
/// "expected.…" that no node reads, which are taken out of the model.
struct ExecCase {
  onnx::Model model;
  std::map<std::string, at::Tensor> tensors;  ///< by the name behind "expected."
};

inline Result<ExecCase> read_exec_case(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kPrefix = "expected.";
  Result<onnx::Model> model = onnx::read_model(bytes);
  if (!model) return model.error();
  ExecCase result{std::move(model).value(), {}};
  std::vector<onnx::TensorData> kept;
  for (onnx::TensorData& data : result.model.graph.initializers) {
    if (!data.name.starts_with(kPrefix)) {
      kept.push_back(std::move(data));
      continue;
    }
    std::optional<at::Tensor> tensor = to_tensor(data, at::kFloat);
    if (!tensor) return Error{ErrorCode::kInvalidModel, data.name};
    result.tensors.emplace(data.name.substr(kPrefix.size()), *std::move(tensor));
  }
  result.model.graph.initializers = std::move(kept);
  return result;
}

inline std::vector<std::uint8_t> read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline Result<ExecCase> read_exec_case(const std::filesystem::path& path) {
  return read_exec_case(read_bytes(path));
}

/// The records of a file as exec_operators.py writes them.
inline std::vector<ExecCase> read_exec_records(const std::filesystem::path& path) {
  const std::vector<std::uint8_t> bytes = read_bytes(path);
  std::vector<ExecCase> cases;
  for (std::size_t at = 0; at + 4 <= bytes.size();) {
    std::uint32_t length = 0;
    for (int i = 3; i >= 0; --i) length = length << 8 | bytes[at + static_cast<std::size_t>(i)];
    at += 4;
    if (length > bytes.size() - at) break;
    Result<ExecCase> one = read_exec_case(std::span(bytes).subspan(at, length));
    if (!one) return {};
    cases.push_back(std::move(one).value());
    at += length;
  }
  return cases;
}

/// The largest absolute value; 0 of nothing.
inline double largest(const at::Tensor& values) {
  return values.numel() == 0 ? 0 : values.detach().to(at::kDouble).abs().max().item().toDouble();
}

}  // namespace ocelli::exec
