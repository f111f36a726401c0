#pragma once

#include <functional>
#include <string>
#include <vector>

namespace ocelli::bench {

/// One step of the core on fixed input. `run` does it once and gives whether it succeeded.
struct CoreCase {
  std::string name;
  std::function<bool()> run;
};

/// The files that the steps take.
struct CaseFiles {
  std::string model;  ///< an `.onnx` with a card: it says how photographs are prepared
  std::string small;  ///< a photograph of some 500 px
  std::string large;  ///< one of 12 megapixels; empty: its steps are left out
};

/// Decode, resize, normalise, the whole prepare, softmax and top-k. Empty where a file cannot be
/// read or decoded.
std::vector<CoreCase> core_cases(const CaseFiles& files);

}  // namespace ocelli::bench
