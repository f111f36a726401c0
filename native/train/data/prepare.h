#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "image/decode.h"
#include "image/image.h"
#include "model/preprocess_spec.h"
#include "result.h"
#include "train/data/photo_cache.h"

namespace ocelli::train {

/// A photograph's size in pixels.
struct PhotoSize {
  int width = 0;
  int height = 0;
};

/// The size that a photograph of width × height, oriented, is kept in for training: along each side at
/// most 1.15 times what the network's resize asks for, never enlarged, its shape kept.
PhotoSize training_size(int width, int height, const PreprocessSpec& spec);

/// Decodes and prepares a photograph, as `Prepared` says. Errors as `decode` and `fit`.
Result<Image> prepare_photo(std::span<const std::uint8_t> file, const PreprocessSpec& spec,
                            Prepared prepared, const DecodeLimits& limits);

/// All that `prepare_photo`'s pixels depend on besides the file: two settings with the same text may
/// share a cache.
std::string prepare_key(const PreprocessSpec& spec, Prepared prepared);

}  // namespace ocelli::train
