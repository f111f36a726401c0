#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "onnx/model.h"

namespace ocelli::graph {

inline onnx::Attribute integer(const std::string& name, std::int64_t value) {
  return {name, value};
}
inline onnx::Attribute real(const std::string& name, float value) { return {name, value}; }
inline onnx::Attribute integers(const std::string& name, std::vector<std::int64_t> values) {
  return {name, std::move(values)};
}

}  // namespace ocelli::graph
