#include "train/augment/augment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "image/crop.h"
#include "tensor/geometry.h"
#include "train/augment/crop.h"
#include "train/augment/erase.h"
#include "train/augment/flip.h"
#include "train/augment/lighting.h"
#include "train/augment/placement.h"
#include "train/augment/rand_augment.h"
#include "train/augment/shift.h"
#include "train/augment/viewpoint.h"
#include "train/augment/warp.h"

namespace ocelli::train {
namespace {

// What evaluation would see of the photograph.
Result<Image> whole_view(const Image& photo, const PreprocessSpec& spec) {
  const Result<Geometry> shape = geometry(photo.width(), photo.height(), spec);
  if (!shape) return shape.error();
  Result<Image> part = resize(photo, shape.value().target, spec.filter, whole(photo));
  if (!part) return part;
  if (part.value().width() == spec.input_width && part.value().height() == spec.input_height) {
    return part;
  }
  const bool letterbox = spec.resize_mode == ResizeMode::kLetterboxCenter ||
                         spec.resize_mode == ResizeMode::kLetterboxTopLeft;
  return place(part.value(), spec.input_width, spec.input_height, shape.value().place_x,
               shape.value().place_y, letterbox ? spec.fill : std::array<std::uint8_t, 3>{});
}

Result<Image> cropped_view(const Image& photo, const PreprocessSpec& spec,
                           const AugmentSpec& augment, Random& random) {
  const CropBox crop =
      random_crop(photo.width(), photo.height(), crop_shape(photo.width(), photo.height(), spec),
                  augment.crop_area, augment.crop_aspect, random);
  if (augment.rotation_degrees > 0.0 || augment.perspective > 0.0) {
    const Homography viewpoint =
        random_viewpoint(spec.input_width, spec.input_height, augment, random);
    return view(photo, crop, viewpoint, spec.input_width, spec.input_height, spec.filter);
  }
  const SourceBox box{static_cast<float>(crop.x), static_cast<float>(crop.y),
                      static_cast<float>(crop.x + crop.width),
                      static_cast<float>(crop.y + crop.height)};
  const ResizeTarget target{spec.input_width, spec.input_height, 0, 0,
                            spec.input_width, spec.input_height};
  return resize(photo, target, spec.filter, box);
}

Result<Image> turned_view(const Image& photo, const PreprocessSpec& spec,
                          const AugmentSpec& augment, Random& random) {
  Result<Image> seen = whole_view(photo, spec);
  if (!seen || (augment.rotation_degrees == 0.0 && augment.perspective == 0.0)) return seen;
  const Homography viewpoint =
      random_viewpoint(spec.input_width, spec.input_height, augment, random);
  return warp(seen.value(), viewpoint, spec.input_width, spec.input_height);
}

// The colour whose values are nearest to 0 once normalised, as red, green and blue.
std::array<std::uint8_t, 3> mean_color(const PreprocessSpec& spec) {
  std::array<std::uint8_t, 3> color;
  for (std::size_t c = 0; c < 3; ++c) {
    const std::size_t channel = spec.channels == Channels::kGrey  ? 0
                                : spec.channels == Channels::kBgr ? 2 - c
                                                                  : c;
    const float value = std::nearbyint(spec.mean[channel] * spec.divisor);
    color[c] = static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F));
  }
  return color;
}

}  // namespace

Result<Image> augment(const Image& photo, const PreprocessSpec& spec, const AugmentSpec& augment,
                      Random& random) {
  Result<Image> image = augment.crop ? cropped_view(photo, spec, augment, random)
                                     : turned_view(photo, spec, augment, random);
  if (!image) return image;
  const Placement placement = draw_placement(spec.input_width, spec.input_height, augment, random);
  if (placement.right != 0 || placement.down != 0) {
    image = shifted(image.value(), placement.right, placement.down);
    if (!image) return image;
  }
  if (placement.mirrored) flip(image.value());
  if (augment.randaugment_steps > 0) {
    image = rand_augment(std::move(image).value(), augment.randaugment_steps,
                         augment.randaugment_magnitude, random);
    if (!image) return image;
  }
  vary_lighting(image.value(), augment, random);
  if (random.chance(augment.erase)) {
    const auto part =
        random_erasure(spec.input_width, spec.input_height, augment.erase_area, random);
    if (part) erase(image.value(), *part, mean_color(spec));
  }
  return image;
}

}  // namespace ocelli::train
