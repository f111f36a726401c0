#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ocelli {

/// What a file's first bytes say it is; names and types that a file claims are ignored.
enum class PhotoFormat { kJpeg, kPng, kBmp, kGif, kPnm, kWebp, kAvif, kHeic, kTiff, kUnknown };

PhotoFormat sniff_format(std::span<const std::uint8_t> file);

/// Lower-case name, such as "jpeg"; "unknown" for kUnknown.
std::string_view format_name(PhotoFormat format);

/// Whether the core decodes it. The others are known by name only, for clear errors.
constexpr bool is_supported(PhotoFormat format) { return format <= PhotoFormat::kPnm; }

}  // namespace ocelli
