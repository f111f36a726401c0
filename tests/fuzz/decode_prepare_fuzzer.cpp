// Decodes and prepares hostile photographs. The first byte chooses how a photograph is prepared, the
// rest is the file. Nothing may crash; what is answered must be the same again, at every shrink, and
// with and without vector instructions.

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <vector>

#include "image/crop.h"
#include "image/decode.h"
#include "image/grey.h"
#include "image/jpeg/idct.h"
#include "image/jpeg/ycc.h"
#include "image/orient.h"
#include "image/resize.h"
#include "png_checksums.h"
#include "require.h"
#include "tensor/geometry.h"
#include "tensor/preprocess.h"

namespace {

using namespace ocelli;

using Bytes = std::span<const std::uint8_t>;

constexpr DecodeLimits kLimits{0.05, 4};

PreprocessSpec spec_of(int choice) {
  PreprocessSpec spec;
  spec.input_width = 24;
  spec.input_height = 17;
  spec.resize_mode = static_cast<ResizeMode>(choice % 5);
  spec.filter = static_cast<ResizeFilter>(choice / 5 % 5);
  spec.channels = static_cast<Channels>(choice / 25 % 3);
  spec.layout = choice % 2 == 0 ? Layout::kNchw : Layout::kNhwc;
  spec.crop_rounding = choice / 75 % 2 == 0 ? CropRounding::kHalfEven : CropRounding::kFloor;
  spec.shrink = choice / 150 == 0 ? 2 : 0;
  spec.fill = {114, 0, 255};
  if (spec.resize_mode == ResizeMode::kShortestEdge) {
    spec.shortest_edge = 21;
  } else if (spec.resize_mode != ResizeMode::kNone) {
    spec.resize_width = spec.input_width;
    spec.resize_height = spec.input_height;
  }
  if (spec.resize_mode == ResizeMode::kShortestEdge || spec.resize_mode == ResizeMode::kNone) {
    spec.crop = CropSize{spec.input_height, spec.input_width};
  }
  return spec;
}

bool is_image_error(const Error& error) {
  return error.code != ErrorCode::kInvalidModel && error.code != ErrorCode::kInvalidCard &&
         !error.message.empty();
}

bool equal(Bytes a, Bytes b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

// Overwrites what earlier calls left on the stack: memory that is read before it is written differs.
void __attribute__((noinline)) scribble() {
  volatile std::uint8_t stack[1 << 16];
  for (std::size_t i = 0; i < sizeof stack; ++i) stack[i] = static_cast<std::uint8_t>(i * 37);
}

// What the network sees, step by step and without vector instructions.
void check_fit(const Photo& photo, const PreprocessSpec& spec) {
  const Result<Image> seen = fit(photo, spec);
  const Result<Geometry> shape = geometry(photo.width, photo.height, spec);
  OCELLI_REQUIRE(seen.ok() == shape.ok());
  if (!seen) return;
  OCELLI_REQUIRE(seen.value().width() == spec.input_width);
  OCELLI_REQUIRE(seen.value().height() == spec.input_height);
  Image pixels = Image::create(photo.pixels.width(), photo.pixels.height()).value();
  std::memcpy(pixels.bytes().data(), photo.pixels.bytes().data(), pixels.size_bytes());
  if (spec.channels == Channels::kGrey) to_grey(pixels);
  const Result<Image> window =
      resize_plain(pixels, shape.value().target, spec.filter, covered_box(photo));
  OCELLI_REQUIRE(window.ok());
  const bool is_letterbox = spec.resize_mode == ResizeMode::kLetterboxCenter ||
                            spec.resize_mode == ResizeMode::kLetterboxTopLeft;
  const Result<Image> plain =
      place(window.value(), spec.input_width, spec.input_height, shape.value().place_x,
            shape.value().place_y, is_letterbox ? spec.fill : std::array<std::uint8_t, 3>{});
  OCELLI_REQUIRE(plain.ok());
  OCELLI_REQUIRE(equal(seen.value().bytes(), plain.value().bytes()));
  const Result<Tensor> tensor = preprocess(photo, spec);
  OCELLI_REQUIRE(tensor.ok());
  const auto count = static_cast<std::size_t>(spec.input_width) * spec.input_height;
  OCELLI_REQUIRE(tensor.value().values.size() == count * channel_count(spec.channels));
}

void check_photo(const Photo& photo, const PhotoHeader& header, int shrink) {
  OCELLI_REQUIRE(photo.shrink == shrink);
  OCELLI_REQUIRE(photo.format == header.format);
  const bool swapped = swaps_sides(header.orientation);
  OCELLI_REQUIRE(photo.width == (swapped ? header.height : header.width));
  OCELLI_REQUIRE(photo.height == (swapped ? header.width : header.height));
  OCELLI_REQUIRE(photo.pixels.width() == (photo.width + shrink - 1) / shrink);
  OCELLI_REQUIRE(photo.pixels.height() == (photo.height + shrink - 1) / shrink);
}

// Whether the file is answered at this shrink.
bool check_shrink(Bytes file, int shrink, const PreprocessSpec& spec) {
  const Result<PhotoHeader> header = read_header(file, kLimits, shrink);
  const Result<Photo> photo = decode(file, kLimits, shrink);
  OCELLI_REQUIRE(header.ok() || is_image_error(header.error()));
  OCELLI_REQUIRE(photo.ok() || is_image_error(photo.error()));
  if (!photo) return false;
  OCELLI_REQUIRE(header.ok());
  check_photo(photo.value(), header.value(), shrink);
  OCELLI_REQUIRE(shrink == 1 || header.value().format == PhotoFormat::kJpeg);
  scribble();
  const Result<Photo> again = decode(file, kLimits, shrink);
  OCELLI_REQUIRE(again.ok());
  OCELLI_REQUIRE(equal(photo.value().pixels.bytes(), again.value().pixels.bytes()));
  check_fit(photo.value(), spec);
  return true;
}

// The decoder's own kernels, on the bytes as they are.
void check_kernels(Bytes file) {
  jpeg::QuantTable quant;
  std::array<std::int16_t, jpeg::kBlockSize> block;
  if (file.size() < sizeof quant + sizeof block) return;
  std::memcpy(quant.data(), file.data(), sizeof quant);
  std::memcpy(block.data(), file.data() + sizeof quant, sizeof block);
  for (const int size : {8, 4, 2, 1}) {
    std::array<std::uint8_t, jpeg::kBlockSize> vector{}, plain{};
    jpeg::inverse_dct(size, block.data(), quant, vector.data(), size);
    jpeg::inverse_dct_plain(size, block.data(), quant, plain.data(), size);
    OCELLI_REQUIRE(vector == plain);
  }
  const int width = static_cast<int>(std::min<std::size_t>(file.size() / 3, 100));
  std::vector<std::uint8_t> vector(3 * static_cast<std::size_t>(width)), plain(vector.size());
  const std::uint8_t* y = file.data();
  jpeg::ycc_to_rgb(y, y + width, y + 2 * width, width, vector.data());
  jpeg::ycc_to_rgb_plain(y, y + width, y + 2 * width, width, plain.data());
  OCELLI_REQUIRE(vector == plain);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const Bytes file(data + 1, size - 1);
  const PreprocessSpec spec = spec_of(data[0]);
  check_kernels(file);
  const bool whole = check_shrink(file, 1, spec);
  for (const int shrink : {2, 4, 8}) {
    const bool reduced = check_shrink(file, shrink, spec);
    // Less memory is needed the further it shrinks; everything else is the same.
    OCELLI_REQUIRE(!whole || reduced || sniff_format(file) != PhotoFormat::kJpeg);
  }
  const Result<Photo> photo = decode_for(file, spec, kLimits);
  if (photo.ok()) {
    check_fit(photo.value(), spec);
  } else {
    OCELLI_REQUIRE(is_image_error(photo.error()));
  }
  return 0;
}

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned int seed) {
  const std::size_t changed = LLVMFuzzerMutate(data, size, max_size);
  const bool is_png = changed > 1 && sniff_format({data + 1, changed - 1}) == PhotoFormat::kPng;
  if (is_png && seed % 8 != 0) repair_png_checksums(data + 1, changed - 1);
  return changed;
}
