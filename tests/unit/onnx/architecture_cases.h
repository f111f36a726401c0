#pragma once

#include <cstdint>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "graph/build/families.h"

namespace ocelli::graph {

/// What PyTorch's own draw of a tensor is like.
struct DrawnCase {
  std::string name, dims;
  double mean = 0.0, std = 0.0, largest = 0.0;
};

/// A line of tests/golden/architectures.txt, and the tensors that follow it.
struct ArchitectureCase {
  std::string label;
  std::int64_t image_size = 0;
  std::int64_t parameters = 0;
  std::size_t tensors = 0;
  std::string digest;
  std::vector<DrawnCase> drawn;

  /// The label is a name, or a name and a width: "mobilenet_v2*0.5".
  [[nodiscard]] ArchitectureSpec spec() const {
    const std::size_t star = label.find('*');
    ArchitectureSpec spec;
    spec.name = label.substr(0, star);
    if (star != std::string::npos) spec.width = std::stod(label.substr(star + 1));
    return spec;
  }
};

inline std::vector<ArchitectureCase> architecture_cases() {
  std::ifstream file(OCELLI_GOLDEN_DIR "/architectures.txt");
  std::vector<ArchitectureCase> cases;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    if (kind == "architecture") {
      ArchitectureCase& one = cases.emplace_back();
      words >> one.label >> one.image_size >> one.parameters >> one.tensors >> one.digest;
    } else {
      DrawnCase& one = cases.at(cases.size() - 1).drawn.emplace_back();
      words >> one.name >> one.dims >> one.mean >> one.std >> one.largest;
    }
    if (words.fail()) throw std::runtime_error("architectures.txt: " + line);
  }
  if (cases.empty()) throw std::runtime_error("architectures.txt is missing");
  return cases;
}

inline std::string dims_text(const std::vector<std::int64_t>& dims) {
  std::string text;
  for (const std::int64_t length : dims) text += (text.empty() ? "" : "x") + std::to_string(length);
  return text;
}

}  // namespace ocelli::graph
