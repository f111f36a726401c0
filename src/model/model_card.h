#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/preprocess_spec.h"
#include "result.h"

namespace ocelli {

/// The version of the card format that this reader knows.
inline constexpr int kCardVersion = 1;

/// One `metadata_props` entry: key (beginning with `ocelli.`) and value, UTF-8.
using CardEntry = std::pair<std::string, std::string>;

enum class Task { kBinary, kMultiClass, kMultiLabel, kDetection, kSegmentation, kEmbedding };

/// What turns the network's output into scores. `kNone`: the outputs are probabilities already.
enum class Activation { kNone, kSoftmax, kSigmoid };

/// The answer that the network gives to the golden input (see model/golden.h).
struct Golden {
  std::uint32_t seed = 0;
  /// For each output its first 32 elements (or all, where there are fewer), then mean and
  /// largest absolute value.
  std::vector<std::vector<float>> values;
  /// Permitted difference, relative to the output's largest absolute value; 0 to 1.
  float tolerance = 0.0F;
};

/// A decoder's name (`ocelli.decoder`) and its parameters: the rest of the key after
/// `ocelli.decoder.`, and the value.
struct Decoder {
  std::string name;
  std::vector<CardEntry> parameters;
};

/// What an `.onnx` says of itself, validated. docs/model-card.md defines every key.
struct ModelCard {
  int version = kCardVersion;
  Task task = Task::kMultiClass;
  std::string title;
  std::string licence;
  std::string source;
  std::string data;
  std::string accuracy;
  /// Display names in output order, unique. Binary: the negative, then the positive.
  std::vector<std::string> labels;
  /// Empty, or one a label.
  std::vector<std::string> label_ids;
  PreprocessSpec preprocess;
  /// Empty where the network has one output.
  std::vector<std::string> output_names;
  Activation activation = Activation::kNone;
  float temperature = 1.0F;
  /// One a label, 0 to 1.
  std::vector<float> thresholds;
  /// A top score below it is reported as unsure; 0 to 1.
  std::optional<float> unsure_below;
  /// Empty name where the task needs none.
  Decoder decoder;
  std::optional<Golden> golden;
  /// All `ocelli.` entries as they came, unknown keys included, for rewriting and display.
  std::vector<CardEntry> entries;
};

/// Reads and validates a card from its entries. Fails with `kInvalidCard` on a key that is missing,
/// doubled, out of range or in contradiction to another; the message names the key, what was
/// expected and what came. Numbers do not depend on the process's locale.
Result<ModelCard> make_card(std::vector<CardEntry> entries);

}  // namespace ocelli
