#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "image/image.h"
#include "train/augment/augment_spec.h"
#include "train/augment/crop.h"
#include "train/random.h"

namespace ocelli::train {

/// The part that random erasing takes of a picture of width × height: torchvision's
/// `RandomErasing.get_params` with its shapes of 0.3 to 3.3. None where ten draws do not fit.
/// Source: Zhong et al., Random Erasing Data Augmentation (2017).
std::optional<CropBox> random_erasure(int width, int height, const Range& area, Random& random);

/// Paints a part of a picture in one colour.
void erase(Image& image, const CropBox& part, const std::array<std::uint8_t, 3>& color);

}  // namespace ocelli::train
