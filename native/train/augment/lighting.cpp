#include "train/augment/lighting.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <hwy/highway.h>

#include "train/augment/pixel_map.h"

namespace ocelli::train {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

constexpr float kToByte = 255.999F;

// Some neighbouring pixels, a channel at a time, so that one instruction works on several.
struct Pixels {
  static constexpr int kCount = 64;
  alignas(16) float red[kCount];
  alignas(16) float green[kCount];
  alignas(16) float blue[kCount];
};

// Calls `change` with all pixels of the picture, some at a time, as values from 0 to 255.
template <typename Change>
void change_pixels(Image& image, const Change& change) {
  Pixels pixels{};
  const auto all = static_cast<std::ptrdiff_t>(image.size_bytes() / Image::kChannels);
  for (std::ptrdiff_t first = 0; first < all; first += Pixels::kCount) {
    std::uint8_t* bytes = image.bytes().data() + Image::kChannels * first;
    const int count = static_cast<int>(std::min<std::ptrdiff_t>(Pixels::kCount, all - first));
    for (int i = 0; i < count; ++i) {
      pixels.red[i] = bytes[3 * i];
      pixels.green[i] = bytes[3 * i + 1];
      pixels.blue[i] = bytes[3 * i + 2];
    }
    change(pixels);
    for (int i = 0; i < count; ++i) {
      bytes[3 * i] = static_cast<std::uint8_t>(pixels.red[i]);
      bytes[3 * i + 1] = static_cast<std::uint8_t>(pixels.green[i]);
      bytes[3 * i + 2] = static_cast<std::uint8_t>(pixels.blue[i]);
    }
  }
}

using Tag = hn::FixedTag<float, 4>;
using Vec = hn::Vec<Tag>;

Vec same(float value) { return hn::Set(Tag(), value); }

// Hues in sixths of the circle, brought to 0 to 6.
Vec within_circle(Vec sixths) {
  return hn::Sub(sixths, hn::Mul(same(6.0F), hn::Floor(hn::Mul(sixths, same(1.0F / 6.0F)))));
}

// One channel of colours given by their hue in sixths of the circle, largest channel and spread;
// `offset` is 5 for red, 3 for green, 1 for blue. Source: the closed form of HSV's definition.
Vec channel_of(Vec sixths, Vec most, Vec spread, float offset) {
  const Vec turned = within_circle(hn::Add(sixths, same(offset)));
  const Vec falls = hn::Min(hn::Min(turned, hn::Sub(same(4.0F), turned)), same(1.0F));
  return hn::Sub(most, hn::Mul(spread, hn::Max(falls, same(0.0F))));
}

void turn_hues(Pixels& pixels, float turn) {
  const Tag tag;
  for (int i = 0; i < Pixels::kCount; i += 4) {
    const Vec red = hn::Load(tag, pixels.red + i), green = hn::Load(tag, pixels.green + i),
              blue = hn::Load(tag, pixels.blue + i);
    const Vec most = hn::Max(red, hn::Max(green, blue));
    const Vec spread = hn::Sub(most, hn::Min(red, hn::Min(green, blue)));
    const Vec scale = hn::Div(same(1.0F), hn::Max(spread, same(1.0F)));
    const Vec if_red = hn::Mul(hn::Sub(green, blue), scale);
    const Vec if_green = hn::Add(same(2.0F), hn::Mul(hn::Sub(blue, red), scale));
    const Vec if_blue = hn::Add(same(4.0F), hn::Mul(hn::Sub(red, green), scale));
    const Vec if_not_red = hn::IfThenElse(hn::Eq(most, green), if_green, if_blue);
    const Vec sixths = hn::IfThenElse(hn::Eq(most, red), if_red, if_not_red);
    const Vec hue = within_circle(hn::Add(sixths, same(6.0F * turn)));
    const Vec to_bytes = same(kToByte / 255.0F);
    hn::Store(hn::Mul(to_bytes, channel_of(hue, most, spread, 5.0F)), tag, pixels.red + i);
    hn::Store(hn::Mul(to_bytes, channel_of(hue, most, spread, 3.0F)), tag, pixels.green + i);
    hn::Store(hn::Mul(to_bytes, channel_of(hue, most, spread, 1.0F)), tag, pixels.blue + i);
  }
}

void saturate(Pixels& pixels, float own, float others) {
  const auto mix = [&](float value, float grey) {
    return std::max(0.0F, std::min(own * value + grey, 255.0F));
  };
  for (int i = 0; i < Pixels::kCount; ++i) {
    const float luma = 0.2989F * pixels.red[i] + 0.587F * pixels.green[i] + 0.114F * pixels.blue[i];
    const float grey = others * static_cast<float>(static_cast<int>(luma));
    pixels.red[i] = mix(pixels.red[i], grey);
    pixels.green[i] = mix(pixels.green[i], grey);
    pixels.blue[i] = mix(pixels.blue[i], grey);
  }
}

std::uint8_t to_byte(float value) { return static_cast<std::uint8_t>(value * kToByte); }

}  // namespace

void adjust_brightness(Image& image, double factor) {
  map_bytes(image, [&](int value) { return blend_byte(value, 0, factor); });
}

void adjust_contrast(Image& image, double factor) {
  std::int64_t sum = 0;
  for_each_pixel(image, [&](const std::uint8_t* rgb) { sum += grey_of(rgb); });
  const auto mean = static_cast<float>(static_cast<double>(sum) /
                                       (static_cast<double>(image.width()) * image.height()));
  map_bytes(image, [&](int value) { return blend_byte(value, mean, factor); });
}

void adjust_saturation(Image& image, double factor) {
  const auto own = static_cast<float>(factor), others = static_cast<float>(1.0 - factor);
  change_pixels(image, [&](Pixels& pixels) { saturate(pixels, own, others); });
}

void adjust_hue(Image& image, double turn) {
  change_pixels(image, [&](Pixels& pixels) { turn_hues(pixels, static_cast<float>(turn)); });
}

void adjust_gamma(Image& image, double gamma) {
  map_bytes(image, [&](int value) {
    return to_byte(std::pow(static_cast<float>(value) / 255.0F, static_cast<float>(gamma)));
  });
}

void vary_lighting(Image& image, const AugmentSpec& augment, Random& random) {
  std::array<int, 4> order = {0, 1, 2, 3};
  for (std::size_t i = 3; i > 0; --i) {
    std::swap(order[i], order[static_cast<std::size_t>(random.below(static_cast<int>(i) + 1))]);
  }
  const auto factor = [&](double amount) {
    return random.uniform(std::max(0.0, 1.0 - amount), 1.0 + amount);
  };
  for (const int step : order) {
    if (step == 0 && augment.brightness > 0) adjust_brightness(image, factor(augment.brightness));
    if (step == 1 && augment.contrast > 0) adjust_contrast(image, factor(augment.contrast));
    if (step == 2 && augment.saturation > 0) adjust_saturation(image, factor(augment.saturation));
    if (step == 3 && augment.hue > 0) adjust_hue(image, random.uniform(-augment.hue, augment.hue));
  }
  if (augment.gamma > 1.0) {
    const double spread = std::log(augment.gamma);
    adjust_gamma(image, std::exp(random.uniform(-spread, spread)));
  }
}

}  // namespace ocelli::train
