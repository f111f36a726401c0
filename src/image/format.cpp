#include "image/format.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace ocelli {
namespace {

using namespace std::string_view_literals;

bool has_at(std::span<const std::uint8_t> file, std::size_t at, std::string_view text) {
  return file.size() >= at + text.size() &&
         std::equal(text.begin(), text.end(), file.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

bool is_pnm(std::span<const std::uint8_t> file) {
  if (!has_at(file, 0, "P5"sv) && !has_at(file, 0, "P6"sv)) return false;
  return file.size() > 2 &&
         (file[2] == '#' || file[2] == ' ' || (file[2] >= '\t' && file[2] <= '\r'));
}

// The brand in the `ftyp` box of ISO base media files.
PhotoFormat media_brand(std::span<const std::uint8_t> file) {
  if (has_at(file, 8, "avif"sv) || has_at(file, 8, "avis"sv)) return PhotoFormat::kAvif;
  constexpr std::array kHeifBrands = {"heic"sv, "heix"sv, "hevc"sv, "heim"sv,
                                      "heis"sv, "mif1"sv, "msf1"sv};
  for (const auto brand : kHeifBrands) {
    if (has_at(file, 8, brand)) return PhotoFormat::kHeic;
  }
  return PhotoFormat::kUnknown;
}

}  // namespace

PhotoFormat sniff_format(std::span<const std::uint8_t> file) {
  if (has_at(file, 0, "\xFF\xD8\xFF"sv)) return PhotoFormat::kJpeg;
  if (has_at(file, 0, "\x89PNG\r\n\x1A\n"sv)) return PhotoFormat::kPng;
  if (has_at(file, 0, "GIF87a"sv) || has_at(file, 0, "GIF89a"sv)) return PhotoFormat::kGif;
  if (has_at(file, 0, "BM"sv)) return PhotoFormat::kBmp;
  if (is_pnm(file)) return PhotoFormat::kPnm;
  if (has_at(file, 0, "RIFF"sv) && has_at(file, 8, "WEBP"sv)) return PhotoFormat::kWebp;
  if (has_at(file, 4, "ftyp"sv)) return media_brand(file);
  if (has_at(file, 0, "II*\0"sv) || has_at(file, 0, "MM\0*"sv)) return PhotoFormat::kTiff;
  return PhotoFormat::kUnknown;
}

std::string_view format_name(PhotoFormat format) {
  switch (format) {
    case PhotoFormat::kJpeg: return "jpeg";
    case PhotoFormat::kPng: return "png";
    case PhotoFormat::kBmp: return "bmp";
    case PhotoFormat::kGif: return "gif";
    case PhotoFormat::kPnm: return "pnm";
    case PhotoFormat::kWebp: return "webp";
    case PhotoFormat::kAvif: return "avif";
    case PhotoFormat::kHeic: return "heic";
    case PhotoFormat::kTiff: return "tiff";
    case PhotoFormat::kUnknown: break;
  }
  return "unknown";
}

}  // namespace ocelli
