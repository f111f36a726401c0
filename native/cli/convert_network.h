#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "graph/int8_weight.h"
#include "model/model_card.h"
#include "onnx/model.h"
#include "result.h"

/// What `ocelli convert` needs a running network for; only in builds with libtorch.
namespace ocelli {

/// How far a converted network's outputs are from the original's on the same inputs.
struct OutputChange {
  std::int64_t inputs = 0;
  double largest = 0;  ///< difference of an element, as a share of the original's largest magnitude
  double mean = 0;     ///< mean difference, as a share of the original's mean magnitude
  double same_top1 = 0;  ///< share of inputs whose largest output is the same
};

/// Runs both on the photographs, or on the golden input where there are none.
/// kInvalidModel: a network that cannot be run.
Result<OutputChange> output_change(const onnx::Model& original, const onnx::Model& converted,
                                   const ModelCard& card, const std::vector<std::string>& photos);

/// Weights as int8, chosen so that the network's layers answer the photographs as before.
struct ChosenRounding {
  std::unordered_map<std::string, graph::Int8Weight> weights;
  /// Biases, by name, that make up for what a layer's mean output lost.
  std::unordered_map<std::string, std::vector<float>> biases;
};

/// Rounds each layer on what it gets to see of the photographs.
/// kInvalidModel: a network that cannot be run. kInvalidArgument: no photograph that can be read.
Result<ChosenRounding> choose_rounding(const onnx::Model& plain, const ModelCard& card,
                                       const std::vector<std::string>& photos);

/// The share of right answers before and after: top-1, or mean average precision of many labels.
struct AccuracyChange {
  std::string measure;  ///< `top-1` or `mAP`
  std::int64_t photos = 0;
  double before = 0;
  double after = 0;
};

/// Evaluates both on labelled photographs: the test part of `data`, or else all of it.
Result<AccuracyChange> accuracy_change(const onnx::Model& original, const onnx::Model& converted,
                                       const ModelCard& card, const std::string& data);

}  // namespace ocelli
