#pragma once

#include <cstdint>
#include <span>

#include "image/decode.h"
#include "model/preprocess_spec.h"
#include "result.h"
#include "tensor/tensor.h"

namespace ocelli {

/// Decodes a photograph for a network: as `decode`, but a JPEG is shrunk on load where the spec
/// says so and the photograph is large enough.
Result<Photo> decode_for(std::span<const std::uint8_t> file, const PreprocessSpec& spec,
                         const DecodeLimits& limits = {});

/// What the network sees of a photograph, resized, cropped or padded to its input: 8-bit RGB.
Result<Image> fit(const Photo& photo, const PreprocessSpec& spec);

/// The network's input for a photograph: `fit`, then `normalize`. A grey network gets Pillow's `L`,
/// taken before the resize, as `convert("L")` after opening.
Result<Tensor> preprocess(const Photo& photo, const PreprocessSpec& spec);

}  // namespace ocelli
