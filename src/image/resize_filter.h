#pragma once

namespace ocelli {

/// The resampling filters of Pillow's `Image.resize` that a card can name.
enum class ResizeFilter { kBox, kBilinear, kHamming, kBicubic, kLanczos };

}  // namespace ocelli
