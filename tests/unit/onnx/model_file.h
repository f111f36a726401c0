#pragma once

#include <cstdint>
#include <fstream>
#include <iterator>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "onnx/read_model.h"

namespace ocelli::onnx {

/// A file's bytes; throws where it cannot be read, so that no test passes on nothing.
inline std::vector<std::uint8_t> file_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The path of a file in tests/golden/.
inline std::string golden(const std::string& name) {
  return std::string(OCELLI_GOLDEN_DIR) + "/" + name;
}

/// A text file's lines; throws where there are none.
inline std::vector<std::string> file_lines(const std::string& path) {
  const std::vector<std::uint8_t> bytes = file_bytes(path);
  std::istringstream text(std::string(bytes.begin(), bytes.end()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  if (lines.empty()) throw std::runtime_error(path + " is empty");
  return lines;
}

inline std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The model of a file that has to be sound; throws the reader's message where it is not.
inline Model model_of(std::span<const std::uint8_t> file) {
  Result<Model> model = read_model(file);
  if (!model) throw std::runtime_error(model.error().message);
  return std::move(model).value();
}

inline std::string hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

}  // namespace ocelli::onnx
