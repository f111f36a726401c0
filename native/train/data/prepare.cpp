#include "train/data/prepare.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "image/grey.h"
#include "image/orient.h"
#include "image/resize.h"
#include "tensor/geometry.h"
#include "tensor/preprocess.h"

namespace ocelli::train {
namespace {

constexpr double kSpare = 1.15;
// Of the pixels, not of the file that keeps them.
constexpr int kKeyVersion = 1;

// How much of a photograph's size the network's resize keeps.
double resize_scale(int width, int height, const PreprocessSpec& spec) {
  const double shorter = std::min(width, height);
  switch (spec.resize_mode) {
    case ResizeMode::kShortestEdge: return spec.shortest_edge / shorter;
    case ResizeMode::kExact:
      return std::max(static_cast<double>(spec.resize_width) / width,
                      static_cast<double>(spec.resize_height) / height);
    case ResizeMode::kLetterboxCenter:
    case ResizeMode::kLetterboxTopLeft:
      return std::max(static_cast<double>(spec.input_width) / width,
                      static_cast<double>(spec.input_height) / height);
    case ResizeMode::kNone: break;
  }
  return 1.0;
}

Result<Image> prepare_for_training(std::span<const std::uint8_t> file, const PreprocessSpec& spec,
                                   const DecodeLimits& limits) {
  DecodeLimits no_memory_limit = limits;
  no_memory_limit.memory_megabytes = 1e12;
  const Result<PhotoHeader> header = read_header(file, no_memory_limit);
  if (!header) return header.error();
  int width = header.value().width, height = header.value().height;
  if (swaps_sides(header.value().orientation)) std::swap(width, height);
  const PhotoSize size = training_size(width, height, spec);
  const ResizeTarget target{size.width, size.height, 0, 0, size.width, size.height};
  PreprocessSpec shrinking = spec;
  shrinking.shrink = 2;
  const bool is_jpeg = header.value().format == PhotoFormat::kJpeg;
  const int shrink = is_jpeg ? shrink_for(width, height, target, shrinking) : 1;
  Result<Photo> photo = decode(file, limits, shrink);
  if (!photo) return photo.error();
  const SourceBox box = covered_box(photo.value());
  Image& pixels = photo.value().pixels;
  if (spec.channels == Channels::kGrey) to_grey(pixels);
  if (size.width == pixels.width() && size.height == pixels.height()) return std::move(pixels);
  return resize(pixels, target, spec.filter, box);
}

}  // namespace

PhotoSize training_size(int width, int height, const PreprocessSpec& spec) {
  const double scale = std::min(1.0, kSpare * resize_scale(width, height, spec));
  const auto side = [&](int length) {
    return std::max(1, static_cast<int>(std::lround(length * scale)));
  };
  return {side(width), side(height)};
}

Result<Image> prepare_photo(std::span<const std::uint8_t> file, const PreprocessSpec& spec,
                            Prepared prepared, const DecodeLimits& limits) {
  if (prepared == Prepared::kForTraining) return prepare_for_training(file, spec, limits);
  const Result<Photo> photo = decode_for(file, spec, limits);
  if (!photo) return photo.error();
  return fit(photo.value(), spec);
}

std::string prepare_key(const PreprocessSpec& spec, Prepared prepared) {
  std::ostringstream key;
  key.imbue(std::locale::classic());
  key << "pixels " << kKeyVersion << (prepared == Prepared::kForTraining ? " train" : " evaluate")
      << " mode " << static_cast<int>(spec.resize_mode) << " filter "
      << static_cast<int>(spec.filter) << " grey " << (spec.channels == Channels::kGrey) << " edge "
      << spec.shortest_edge << " resize " << spec.resize_height << 'x' << spec.resize_width
      << " input " << spec.input_height << 'x' << spec.input_width;
  if (prepared == Prepared::kForEvaluation) {
    key << " shrink " << spec.shrink << " crop " << spec.crop.has_value() << " rounding "
        << static_cast<int>(spec.crop_rounding) << " fill " << int{spec.fill[0]} << ' '
        << int{spec.fill[1]} << ' ' << int{spec.fill[2]};
  }
  return key.str();
}

}  // namespace ocelli::train
