#include "image/decode.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "image/alpha.h"
#include "image/bmp.h"
#include "image/bmp_header.h"
#include "image/gif.h"
#include "image/jpeg/decoder.h"
#include "image/orient.h"
#include "image/png_chunks.h"
#include "image/pnm.h"
#include "image/stb_decode.h"

namespace ocelli {
namespace {

constexpr double kMega = 1e6;
constexpr int kRgbBytes = 3;

struct Measured {
  PhotoHeader header;
  double peak_bytes = 0;
};

Result<Measured> measure_jpeg(std::span<const std::uint8_t> file, int shrink) {
  const Result<jpeg::Header> read = jpeg::read_header(file);
  if (!read) return read.error();
  const jpeg::Header& jpeg = read.value();
  const double pixels = static_cast<double>(jpeg.width) * jpeg.height;
  const double kept = pixels / (shrink * shrink);
  // A reduced decode keeps subsampled chroma at up to the size of the luma.
  const double samples = shrink > 1 ? jpeg.components : jpeg.samples_per_pixel;
  const double coefficients = jpeg.progressive ? 2 * pixels * jpeg.samples_per_pixel : 0;
  const double output = kept * kRgbBytes * (jpeg.orientation > 1 ? 2 : 1);
  return Measured{{PhotoFormat::kJpeg, jpeg.width, jpeg.height, jpeg.orientation},
                  std::max(coefficients + kept * samples, kept * samples + output)};
}

Result<Measured> measure_png(std::span<const std::uint8_t> file) {
  const Result<PngHeader> read = check_png(file);
  if (!read) return read.error();
  const PngHeader& png = read.value();
  const double pixels = static_cast<double>(png.width) * png.height;
  const double inflated = pixels * png.channels * png.bits / 8;
  const int channels = png.palette ? 4 : png.channels + (png.transparency ? 1 : 0);
  const double unfiltered = pixels * channels * (png.bits == 16 ? 2 : 1);
  const double passes = png.interlaced ? unfiltered : 0;
  const double output = pixels * kRgbBytes * (png.orientation > 1 ? 2 : 1);
  const double compressed = 2.0 * static_cast<double>(file.size());
  return Measured{
      {PhotoFormat::kPng, png.width, png.height, png.orientation},
      std::max({compressed + inflated, inflated + unfiltered + passes, unfiltered + output})};
}

Measured measured(PhotoFormat format, int width, int height, double bytes_a_pixel) {
  return {{format, width, height, 1}, static_cast<double>(width) * height * bytes_a_pixel};
}

Result<Measured> measure_bmp(std::span<const std::uint8_t> file) {
  const Result<BmpHeader> read = read_bmp_header(file);
  if (!read) return read.error();
  return measured(PhotoFormat::kBmp, read.value().width, read.value().height, kRgbBytes);
}

Result<Measured> measure_gif(std::span<const std::uint8_t> file) {
  const Result<GifSize> read = read_gif_size(file);
  if (!read) return read.error();
  constexpr double kIndexBytes = 1;
  return measured(PhotoFormat::kGif, read.value().width, read.value().height,
                  kIndexBytes + kRgbBytes);
}

Result<Measured> measure_pnm(std::span<const std::uint8_t> file) {
  const Result<PnmHeader> read = read_pnm_header(file);
  if (!read) return read.error();
  return measured(PhotoFormat::kPnm, read.value().width, read.value().height, kRgbBytes);
}

Result<Measured> measure(std::span<const std::uint8_t> file, int shrink) {
  if (file.empty())
    return Error{ErrorCode::kEmptyInput, "photo: expected an image file, got 0 bytes"};
  const PhotoFormat format = sniff_format(file);
  switch (format) {
    case PhotoFormat::kJpeg: return measure_jpeg(file, shrink);
    case PhotoFormat::kPng: return measure_png(file);
    case PhotoFormat::kBmp: return measure_bmp(file);
    case PhotoFormat::kGif: return measure_gif(file);
    case PhotoFormat::kPnm: return measure_pnm(file);
    default:
      return Error{ErrorCode::kUnsupportedFormat,
                   "photo: expected JPEG, PNG, BMP, GIF or PNM, got " +
                       (format == PhotoFormat::kUnknown ? std::string("an unknown format")
                                                        : std::string(format_name(format)))};
  }
}

std::string rounded(double value) {
  return std::to_string(static_cast<long long>(std::ceil(value)));
}

void spread_row(const std::uint8_t* from, int channels, int width, std::uint8_t* rgb) {
  for (int x = 0; x < width; ++x, from += channels, rgb += kRgbBytes) {
    for (int c = 0; c < kRgbBytes; ++c) {
      const std::uint8_t value = from[channels >= 3 ? c : 0];
      const bool has_alpha = channels == 2 || channels == 4;
      rgb[c] = has_alpha ? over_white(value, from[channels - 1]) : value;
    }
  }
}

Result<Image> spread(const std::uint8_t* bytes, int channels, int width, int height) {
  Result<Image> image = Image::create(width, height);
  if (!image) return image;
  const std::size_t row_bytes = static_cast<std::size_t>(width) * channels;
  for (int y = 0; y < height; ++y) {
    spread_row(bytes + y * row_bytes, channels, width, image.value().row(y));
  }
  return image;
}

Result<Image> decode_png(std::span<const std::uint8_t> file) {
  const std::vector<std::uint8_t> completed = with_whole_palette(file);
  const Result<RawPixels> raw = stb_decode(completed.empty() ? file : completed);
  if (!raw) return raw.error();
  const RawPixels& pixels = raw.value();
  return spread(pixels.bytes.get(), pixels.channels, pixels.width, pixels.height);
}

Result<Image> decode_stored(std::span<const std::uint8_t> file, PhotoFormat format, int shrink) {
  switch (format) {
    case PhotoFormat::kJpeg: return jpeg::decode(file, shrink);
    case PhotoFormat::kBmp: return decode_bmp(file);
    case PhotoFormat::kGif: return decode_gif(file);
    case PhotoFormat::kPnm: return decode_pnm(file);
    default: return decode_png(file);
  }
}

}  // namespace

Result<PhotoHeader> read_header(std::span<const std::uint8_t> file, const DecodeLimits& limits,
                                int shrink) {
  const Result<Measured> measured = measure(file, shrink);
  if (!measured) return measured.error();
  const auto& [header, peak_bytes] = measured.value();
  const double megapixels = static_cast<double>(header.width) * header.height / kMega;
  const std::string size = std::to_string(header.width) + " x " + std::to_string(header.height);
  if (megapixels > limits.megapixels) {
    return Error{ErrorCode::kImageTooLarge, "photo: expected at most " +
                                                rounded(limits.megapixels) + " megapixels, got " +
                                                size + " (" + rounded(megapixels) + ")"};
  }
  if (peak_bytes > limits.memory_megabytes * kMega) {
    return Error{ErrorCode::kImageTooLarge,
                 "photo: decoding may take at most " + rounded(limits.memory_megabytes) +
                     " MB of memory, " + size + " would take " + rounded(peak_bytes / kMega)};
  }
  return header;
}

Result<Photo> decode(std::span<const std::uint8_t> file, const DecodeLimits& limits, int shrink) {
  if (shrink != 1 && shrink != 2 && shrink != 4 && shrink != 8) {
    return Error{ErrorCode::kInvalidArgument,
                 "shrink: expected 1, 2, 4 or 8, got " + std::to_string(shrink)};
  }
  const Result<PhotoHeader> read = read_header(file, limits, shrink);
  if (!read) return read.error();
  const PhotoHeader& header = read.value();
  if (shrink != 1 && header.format != PhotoFormat::kJpeg) {
    return Error{ErrorCode::kInvalidArgument, "shrink: expected 1 for " +
                                                  std::string(format_name(header.format)) +
                                                  ", got " + std::to_string(shrink)};
  }
  Result<Image> stored = decode_stored(file, header.format, shrink);
  if (!stored) return stored.error();
  Result<Image> oriented = orient(std::move(stored).value(), header.orientation);
  if (!oriented) return oriented.error();
  Photo photo;
  photo.pixels = std::move(oriented).value();
  const bool swapped = swaps_sides(header.orientation);
  photo.width = swapped ? header.height : header.width;
  photo.height = swapped ? header.width : header.height;
  photo.shrink = shrink;
  photo.orientation = header.orientation;
  photo.format = header.format;
  return photo;
}

Result<Photo> photo_from_rgba(std::span<const std::uint8_t> rgba, int width, int height) {
  if (width < 1 || height < 1 || rgba.size() != static_cast<std::size_t>(width) * height * 4) {
    return Error{ErrorCode::kInvalidArgument, "pixels: expected " + std::to_string(width) + " x " +
                                                  std::to_string(height) + " x 4 bytes, got " +
                                                  std::to_string(rgba.size())};
  }
  Result<Image> image = spread(rgba.data(), 4, width, height);
  if (!image) return image.error();
  Photo photo;
  photo.pixels = std::move(image).value();
  photo.width = width;
  photo.height = height;
  return photo;
}

}  // namespace ocelli
