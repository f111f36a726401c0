#include "model/card_preprocess.h"

#include <algorithm>
#include <string>
#include <vector>

#include "model/card_names.h"

namespace ocelli {
namespace {

std::string size_text(int height, int width) {
  return "\"" + std::to_string(height) + " " + std::to_string(width) + "\"";
}

void read_input(CardFields& fields, PreprocessSpec& spec) {
  spec.channels = fields.choice("ocelli.input.channels", kChannelsNames, Channels::kRgb);
  spec.layout = fields.choice("ocelli.input.layout", kLayoutNames, Layout::kNchw);
  if (!fields.require("ocelli.input.size", "`height width`")) return;
  const std::vector<int> size = fields.whole_numbers("ocelli.input.size", 2, 1, kMaxSidePx);
  if (size.empty()) return;
  spec.input_height = size[0];
  spec.input_width = size[1];
  if (size[0] > kMaxInputPixels / size[1]) {
    fields.fail("ocelli.input.size", "at most " + std::to_string(kMaxInputPixels) + " pixels");
  }
}

// Takes over a `height width` that has to be the input's size; false where the key is absent.
bool read_input_size_again(CardFields& fields, const PreprocessSpec& spec, std::string_view key) {
  const std::vector<int> size = fields.whole_numbers(key, 2, 1, kMaxSidePx);
  if (size.empty()) return false;
  if (size[0] != spec.input_height || size[1] != spec.input_width) {
    fields.fail(key, "ocelli.input.size, " + size_text(spec.input_height, spec.input_width));
  }
  return true;
}

void read_resize_size(CardFields& fields, PreprocessSpec& spec) {
  constexpr std::string_view kKey = "ocelli.resize.size";
  switch (spec.resize_mode) {
    case ResizeMode::kShortestEdge: {
      if (!fields.require(kKey, "the shorter side's pixels, with shortest-edge")) return;
      const std::vector<int> size = fields.whole_numbers(kKey, 1, 1, kMaxSidePx);
      if (!size.empty()) spec.shortest_edge = size[0];
      return;
    }
    case ResizeMode::kExact: {
      if (!fields.require(kKey, "`height width`, with exact")) return;
      const std::vector<int> size = fields.whole_numbers(kKey, 2, 1, kMaxSidePx);
      if (size.empty()) return;
      spec.resize_height = size[0];
      spec.resize_width = size[1];
      return;
    }
    case ResizeMode::kLetterboxCenter:
    case ResizeMode::kLetterboxTopLeft:
      read_input_size_again(fields, spec, kKey);
      spec.resize_height = spec.input_height;
      spec.resize_width = spec.input_width;
      return;
    case ResizeMode::kNone:
      if (fields.has(kKey)) fields.fail(kKey, "no such key, with ocelli.resize.mode none");
      return;
  }
}

void read_resize(CardFields& fields, PreprocessSpec& spec) {
  fields.require("ocelli.resize.mode", "a mode such as shortest-edge");
  spec.resize_mode = fields.choice("ocelli.resize.mode", kResizeModeNames, ResizeMode::kNone);
  spec.filter = fields.choice("ocelli.resize.filter", kResizeFilterNames, ResizeFilter::kBilinear);
  read_resize_size(fields, spec);
  const std::vector<int> fill = fields.whole_numbers("ocelli.resize.fill", 3, 0, 255);
  for (std::size_t i = 0; i < fill.size(); ++i) {
    spec.fill[i] = static_cast<std::uint8_t>(fill[i]);
  }
  const std::vector<int> shrink = fields.whole_numbers("ocelli.resize.shrink", 1, 0, 2);
  if (!shrink.empty()) spec.shrink = shrink[0];
  if (spec.shrink == 1) fields.fail("ocelli.resize.shrink", "0 or 2");
}

// Resize and crop together have to end at the input's size.
void read_crop(CardFields& fields, PreprocessSpec& spec) {
  constexpr std::string_view kKey = "ocelli.crop.size";
  spec.crop_rounding =
      fields.choice("ocelli.crop.rounding", kCropRoundingNames, CropRounding::kHalfEven);
  if (read_input_size_again(fields, spec, kKey)) {
    spec.crop = CropSize{spec.input_height, spec.input_width};
    return;
  }
  const std::string input_size = size_text(spec.input_height, spec.input_width);
  if (spec.resize_mode == ResizeMode::kShortestEdge) {
    fields.require(kKey, input_size + ", since shortest-edge leaves the longer side open");
  }
  if (spec.resize_mode == ResizeMode::kExact &&
      (spec.resize_height != spec.input_height || spec.resize_width != spec.input_width)) {
    fields.fail("ocelli.resize.size", "ocelli.input.size, " + input_size + ", without a crop");
  }
}

void read_normalize(CardFields& fields, PreprocessSpec& spec) {
  const auto channels = static_cast<std::size_t>(channel_count(spec.channels));
  if (const auto divisor = fields.number("ocelli.normalize.divisor", kPositiveNumber)) {
    spec.divisor = *divisor;
  }
  const auto mean = fields.numbers("ocelli.normalize.mean", kAnyNumber, channels, channels);
  std::copy(mean.begin(), mean.end(), spec.mean.begin());
  const auto std_dev = fields.numbers("ocelli.normalize.std", kPositiveNumber, channels, channels);
  std::copy(std_dev.begin(), std_dev.end(), spec.std_dev.begin());
}

}  // namespace

PreprocessSpec read_preprocess(CardFields& fields) {
  PreprocessSpec spec;
  read_input(fields, spec);
  read_resize(fields, spec);
  read_crop(fields, spec);
  read_normalize(fields, spec);
  return spec;
}

}  // namespace ocelli
