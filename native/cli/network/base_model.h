#pragma once

#include <string>
#include <vector>

#include "model/model_card.h"
#include "onnx/model.h"
#include "result.h"

namespace ocelli {

/// A model file, its graph and its card.
struct BaseModel {
  onnx::Model model;
  ModelCard card;
};

/// Reads a model with its card; `settings` (KEY=VALUE, `ocelli.` may be left out) replace entries.
/// kInvalidArgument: a file that cannot be read, or a setting of another form. Else as `read_model`
/// and `read_card`.
Result<BaseModel> read_base_model(const std::string& path,
                                  const std::vector<std::string>& settings);

/// A model with its card, from a serialised one that was made here. `settings` as above.
Result<BaseModel> base_model_of(onnx::Model model, const std::vector<std::string>& settings);

/// A `metadata_props` value, or empty.
std::string metadata(const onnx::Model& model, const std::string& key);

/// Replaces the `ocelli.` entries of a model.
void set_card(onnx::Model& model, const std::vector<CardEntry>& entries);

}  // namespace ocelli
