#pragma once

#include "train/augment/augment_spec.h"
#include "train/loader/batch.h"
#include "train/random.h"

namespace ocelli::train {

/// Which photographs of a batch are mixed, and how: each with the one before it, the first with the
/// last.
struct Mix {
  enum class Kind { kNone, kMixup, kCutmix };
  Kind kind = Kind::kNone;
  double own = 1.0;  ///< share of the photograph itself in its label
  /// Cutmix: the part that comes from the other.
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

/// Draws a mix for pictures of width × height, as torchvision's references do: lambda from Beta(x, x);
/// for cutmix a box of 1 - lambda of the area around a random centre, cut at the border, after which
/// the shares are those of the areas.
Mix draw_mix(const AugmentSpec& spec, int width, int height, Random& random);

/// Mixes pixels, targets (which must be there) and weights. Sources: Zhang et al., mixup (2017); Yun
/// et al., CutMix (2019).
void mix(Batch& batch, const Mix& how);

}  // namespace ocelli::train
