#include "tensor/preprocess.h"

#include <array>
#include <cstring>
#include <utility>

#include "image/crop.h"
#include "image/grey.h"
#include "image/orient.h"
#include "image/resize.h"
#include "tensor/geometry.h"
#include "tensor/normalize.h"

namespace ocelli {
namespace {

Result<Image> grey_copy(const Image& image) {
  Result<Image> copy = Image::create(image.width(), image.height());
  if (!copy) return copy;
  std::memcpy(copy.value().bytes().data(), image.bytes().data(), image.size_bytes());
  to_grey(copy.value());
  return copy;
}

bool is_letterbox(ResizeMode mode) {
  return mode == ResizeMode::kLetterboxCenter || mode == ResizeMode::kLetterboxTopLeft;
}

}  // namespace

Result<Photo> decode_for(std::span<const std::uint8_t> file, const PreprocessSpec& spec,
                         const DecodeLimits& limits) {
  if (spec.shrink == 0 || sniff_format(file) != PhotoFormat::kJpeg) return decode(file, limits);
  // The size comes first: whether the photograph is too large depends on how it is shrunk.
  DecodeLimits no_memory_limit = limits;
  no_memory_limit.memory_megabytes = 1e12;
  const Result<PhotoHeader> header = read_header(file, no_memory_limit);
  if (!header) return header.error();
  int width = header.value().width, height = header.value().height;
  if (swaps_sides(header.value().orientation)) std::swap(width, height);
  const Result<Geometry> shape = geometry(width, height, spec);
  if (!shape) return shape.error();
  return decode(file, limits, shrink_for(width, height, shape.value().target, spec));
}

Result<Image> fit(const Photo& photo, const PreprocessSpec& spec) {
  const Result<Geometry> found = geometry(photo.width, photo.height, spec);
  if (!found) return found.error();
  const Geometry& shape = found.value();
  const SourceBox box = covered_box(photo);
  Result<Image> window = [&]() -> Result<Image> {
    if (spec.channels != Channels::kGrey) {
      return resize(photo.pixels, shape.target, spec.filter, box);
    }
    const Result<Image> grey = grey_copy(photo.pixels);
    if (!grey) return grey.error();
    return resize(grey.value(), shape.target, spec.filter, box);
  }();
  if (!window) return window;
  const Image& part = window.value();
  if (part.width() == spec.input_width && part.height() == spec.input_height) return window;
  const auto fill = is_letterbox(spec.resize_mode) ? spec.fill : std::array<std::uint8_t, 3>{};
  return place(part, spec.input_width, spec.input_height, shape.place_x, shape.place_y, fill);
}

Result<Tensor> preprocess(const Photo& photo, const PreprocessSpec& spec) {
  const Result<Image> seen = fit(photo, spec);
  if (!seen) return seen.error();
  return normalize(seen.value().bytes(), Image::kChannels, spec);
}

}  // namespace ocelli
