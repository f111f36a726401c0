#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "image/decode.h"
#include "result.h"
#include "train/metrics/metrics.h"

namespace ocelli::train {

/// A photograph that was answered wrongly.
struct Mistake {
  std::int64_t photo = 0;  ///< its place in the predictions
  std::int64_t truth =
      0;  ///< single-label: its class; multi-label: the label that was judged wrongly
  std::int64_t answer = 0;   ///< single-label: the class answered; multi-label: the same as `truth`
  bool has_label = true;     ///< multi-label: whether the label is the photograph's
  double probability = 0.0;  ///< of the answer; multi-label: of the label
  std::string name;          ///< of the photograph, for people
  std::string jpeg;          ///< a small picture, or empty
};

/// The answers that were wrong with the highest probability; multi-label: for each photograph the
/// label whose probability is furthest on the wrong side of 0.5. The worst first, at most `most`.
std::vector<Mistake> worst_mistakes(const Predictions& predictions,
                                    const std::vector<double>& probabilities, int most);

/// A photograph as a JPEG file whose longer side is at most `side` pixels. Errors as `decode`.
Result<std::string> thumbnail(const std::string& path, int side, const DecodeLimits& limits = {});

/// Mistakes as figures with their pictures.
std::string mistake_figures(const std::vector<Mistake>& mistakes,
                            const std::vector<std::string>& labels, bool multi_label);

}  // namespace ocelli::train
