#pragma once

#include <string>
#include <string_view>

#include "result.h"

namespace ocelli::train {

/// A range from which a value is drawn.
struct Range {
  double low = 0.0;
  double high = 0.0;
};

/// How training photographs are varied. The default varies nothing: training then sees what
/// evaluation sees.
struct AugmentSpec {
  /// Random resized crop: share of the photograph's area, and how much wider or taller than the
  /// input's own shape the crop may be (a factor, drawn on a logarithmic scale from 1/x to x).
  bool crop = false;
  Range crop_area = {0.08, 1.0};
  double crop_aspect = 4.0 / 3.0;

  double flip = 0.0;  ///< chance of a mirror image
  /// Mirror half of the photographs in the first epoch, the others in the next, and so on by turns: no
  /// photograph is seen alike twice in a row (Jordan, airbench, 2024). In place of `flip`.
  bool alternate_flip = false;

  /// Moved by up to that many pixels of the input along each side; what comes in is mirrored.
  int shift = 0;

  /// Lighting. Factors are drawn from 1 - x to 1 + x, in random order of the four; hue turns by up
  /// to x (0 to 0.5) of the circle. Gamma is drawn on a logarithmic scale from 1/x to x.
  double brightness = 0.0;
  double contrast = 0.0;
  double saturation = 0.0;
  double hue = 0.0;
  double gamma = 1.0;

  /// Viewpoint. Rotation up to x degrees either way; corners moved inwards by up to x / 2 of a side.
  double rotation_degrees = 0.0;
  double perspective = 0.0;
  double perspective_chance = 0.5;

  /// RandAugment: that many operations a photograph, of that magnitude (0 to 30).
  int randaugment_steps = 0;
  int randaugment_magnitude = 9;

  /// Random erasing: chance, and share of the area.
  double erase = 0.0;
  Range erase_area = {0.02, 0.33};

  /// Mixing of two photographs of a batch; lambda is drawn from Beta(x, x). 0: off. Where both are
  /// on, each batch takes one of them at random. `mix_chance` is that of a batch to be mixed at all.
  double mixup = 0.0;
  double cutmix = 0.0;
  double mix_chance = 1.0;

  [[nodiscard]] bool mixes() const { return (mixup > 0.0 || cutmix > 0.0) && mix_chance > 0.0; }
};

/// Whether a photograph comes out as evaluation would see it (mixing, which is the batch's, aside).
bool changes_nothing(const AugmentSpec& spec);

/// Reads `none`, `light`, `standard` or `strong`, after which any value can be set:
/// `standard,flip=0,crop-area=0.35:1,mixup=0.2`. kInvalidArgument names what is unknown or out of
/// range, and what there is.
Result<AugmentSpec> parse_augment(std::string_view text);

/// A text that `parse_augment` reads back to the same values, for logs and checkpoints.
std::string augment_text(const AugmentSpec& spec);

}  // namespace ocelli::train
