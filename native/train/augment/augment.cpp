#include "train/augment/augment.h"

#include <array>
#include <cstdint>

#include "image/crop.h"
#include "tensor/geometry.h"
#include "train/augment/crop.h"
#include "train/augment/flip.h"

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
  const SourceBox box{static_cast<float>(crop.x), static_cast<float>(crop.y),
                      static_cast<float>(crop.x + crop.width),
                      static_cast<float>(crop.y + crop.height)};
  const ResizeTarget target{spec.input_width, spec.input_height, 0, 0,
                            spec.input_width, spec.input_height};
  return resize(photo, target, spec.filter, box);
}

}  // namespace

Result<Image> augment(const Image& photo, const PreprocessSpec& spec, const AugmentSpec& augment,
                      Random& random) {
  Result<Image> image =
      augment.crop ? cropped_view(photo, spec, augment, random) : whole_view(photo, spec);
  if (!image) return image;
  if (random.chance(augment.flip)) flip(image.value());
  return image;
}

}  // namespace ocelli::train
