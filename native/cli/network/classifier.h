#pragma once

#include <span>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "base_model.h"
#include "exec/network.h"
#include "image/decode.h"
#include "predict/answer.h"
#include "result.h"

namespace ocelli {

/// A model ready to answer photographs, on the path that the page takes.
class Classifier {
 public:
  static Result<Classifier> open(const std::string& path, const std::vector<std::string>& settings,
                                 at::Device device);

  /// Errors as those of decoding, preprocessing, the network and `answer`.
  Result<Answer> classify(std::span<const std::uint8_t> file, const AnswerOptions& options,
                          const DecodeLimits& limits);
  [[nodiscard]] const ModelCard& card() const { return card_; }

 private:
  Classifier(ModelCard card, exec::Network network, at::Device device);

  ModelCard card_;
  exec::Network network_;
  at::Device device_;
};

}  // namespace ocelli
