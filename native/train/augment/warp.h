#pragma once

#include "image/image.h"
#include "result.h"
#include "train/augment/homography.h"

namespace ocelli::train {

/// A picture of width × height, each of whose pixels shows what lies in `source` where `to_source`
/// takes its centre; between four pixels bilinearly, with weights of 11 bits. Beyond the border its
/// outermost pixels are seen. What is enlarged is smooth; what is made smaller is not averaged.
Result<Image> warp(const Image& source, const Homography& to_source, int width, int height);

}  // namespace ocelli::train
