#include "image/jpeg/ycc.h"

#include <algorithm>

#include <hwy/highway.h>

#include "image/rgb_lanes.h"

namespace ocelli::jpeg {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// The factors of JFIF 1.02, times 2^16.
constexpr std::int32_t kCrToRed = 91881;     // 1.40200
constexpr std::int32_t kCbToBlue = 116130;   // 1.77200
constexpr std::int32_t kCrToGreen = -46802;  // 0.71414
constexpr std::int32_t kCbToGreen = -22554;  // 0.34414
constexpr std::int32_t kHalf = 1 << 15;

std::uint8_t clamped(std::int32_t value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

}  // namespace

void ycc_to_rgb_plain(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr,
                      int width, std::uint8_t* rgb) {
  for (int i = 0; i < width; ++i, rgb += 3) {
    const std::int32_t luma = y[i], blue = cb[i] - 128, red = cr[i] - 128;
    rgb[0] = clamped(luma + ((kCrToRed * red + kHalf) >> 16));
    rgb[1] = clamped(luma + ((kCbToGreen * blue + kCrToGreen * red + kHalf) >> 16));
    rgb[2] = clamped(luma + ((kCbToBlue * blue + kHalf) >> 16));
  }
}

void ycc_to_rgb(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr, int width,
                std::uint8_t* rgb) {
  const hn::FixedTag<std::uint8_t, 16> d8;
  const hn::FixedTag<std::uint8_t, 4> quarter8;
  const hn::FixedTag<std::uint8_t, 8> half8;
  const hn::FixedTag<std::int16_t, 8> d16;
  const hn::FixedTag<std::int16_t, 4> half16;
  const hn::FixedTag<std::int32_t, 4> d32;
  const auto half = hn::Set(d32, kHalf);
  const auto centre = hn::Set(d32, 128);
  const auto load = [&](const std::uint8_t* p) {
    return hn::PromoteTo(d32, hn::LoadU(quarter8, p));
  };
  int i = 0;
  for (; i + 16 <= width; i += 16) {
    hn::Vec<decltype(half16)> red[4], green[4], blue[4];
    for (int part = 0; part < 4; ++part) {
      const auto luma = load(y + i + 4 * part);
      const auto b = hn::Sub(load(cb + i + 4 * part), centre);
      const auto r = hn::Sub(load(cr + i + 4 * part), centre);
      const auto scaled = [&](auto value) {
        return hn::DemoteTo(half16, hn::Add(luma, hn::ShiftRight<16>(hn::Add(value, half))));
      };
      red[part] = scaled(hn::Mul(r, hn::Set(d32, kCrToRed)));
      green[part] = scaled(
          hn::Add(hn::Mul(b, hn::Set(d32, kCbToGreen)), hn::Mul(r, hn::Set(d32, kCrToGreen))));
      blue[part] = scaled(hn::Mul(b, hn::Set(d32, kCbToBlue)));
    }
    const auto packed = [&](auto& parts) {
      const auto low = hn::DemoteTo(half8, hn::Combine(d16, parts[1], parts[0]));
      const auto high = hn::DemoteTo(half8, hn::Combine(d16, parts[3], parts[2]));
      return hn::Combine(d8, high, low);
    };
    lanes::store_rgb(packed(red), packed(green), packed(blue), rgb + 3 * i);
  }
  ycc_to_rgb_plain(y + i, cb + i, cr + i, width - i, rgb + 3 * i);
}

}  // namespace ocelli::jpeg
