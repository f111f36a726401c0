#include "train/loader/mix.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <type_traits>
#include <vector>

namespace ocelli::train {
namespace {

template <typename Element>
Element blend(Element own, Element other, float share) {
  const float mixed = share * static_cast<float>(own) + (1.0F - share) * static_cast<float>(other);
  if constexpr (std::is_integral_v<Element>) return static_cast<Element>(std::lround(mixed));
  return static_cast<Element>(mixed);
}

// Each row of `size` elements takes part of the row before it, the first of the last. From the end
// on, so that what is read is still as it was.
template <typename Element, typename Combine>
void with_previous(Element* rows, int count, std::size_t size, const Combine& combine) {
  const std::vector<Element> last(rows + (static_cast<std::size_t>(count) - 1) * size,
                                  rows + static_cast<std::size_t>(count) * size);
  for (int i = count - 1; i >= 0; --i) {
    Element* row = rows + static_cast<std::size_t>(i) * size;
    combine(row, i > 0 ? row - size : last.data());
  }
}

template <typename Element>
void blend_rows(Element* rows, int count, std::size_t size, float own) {
  with_previous(rows, count, size, [&](Element* row, const Element* other) {
    for (std::size_t i = 0; i < size; ++i) row[i] = blend(row[i], other[i], own);
  });
}

// A photograph as planes of rows: one plane with the channels within its rows, or one a channel.
struct PlaneShape {
  int planes;
  std::size_t pixel_elements;
};

template <typename Element>
void paste_boxes(Element* pixels, const Batch& batch, const Mix& how) {
  const bool planar = batch.format == BatchFormat::kFloatNchw;
  const PlaneShape shape = planar ? PlaneShape{batch.channels, 1}
                                  : PlaneShape{1, static_cast<std::size_t>(batch.channels)};
  const std::size_t row_elements = static_cast<std::size_t>(batch.width) * shape.pixel_elements;
  const std::size_t size = static_cast<std::size_t>(batch.channels) *
                           static_cast<std::size_t>(batch.height) *
                           static_cast<std::size_t>(batch.width);
  with_previous(pixels, batch.count, size, [&](Element* photo, const Element* other) {
    for (int plane = 0; plane < shape.planes; ++plane) {
      for (int y = how.y; y < how.y + how.height; ++y) {
        const std::size_t at = static_cast<std::size_t>(plane * batch.height + y) * row_elements +
                               static_cast<std::size_t>(how.x) * shape.pixel_elements;
        std::copy_n(other + at, static_cast<std::size_t>(how.width) * shape.pixel_elements,
                    photo + at);
      }
    }
  });
}

template <typename Element>
void mix_pixels(Element* pixels, const Batch& batch, const Mix& how) {
  if (how.kind == Mix::Kind::kCutmix) return paste_boxes(pixels, batch, how);
  const std::size_t size = static_cast<std::size_t>(batch.channels) *
                           static_cast<std::size_t>(batch.height) *
                           static_cast<std::size_t>(batch.width);
  blend_rows(pixels, batch.count, size, static_cast<float>(how.own));
}

}  // namespace

Mix draw_mix(const AugmentSpec& spec, int width, int height, Random& random) {
  Mix how;
  if (!spec.mixes() || !random.chance(spec.mix_chance)) return how;
  const bool both = spec.mixup > 0.0 && spec.cutmix > 0.0;
  const bool cuts = both ? random.chance(0.5) : spec.cutmix > 0.0;
  how.own = random.beta(cuts ? spec.cutmix : spec.mixup);
  how.kind = cuts ? Mix::Kind::kCutmix : Mix::Kind::kMixup;
  if (!cuts) return how;
  const int center_x = static_cast<int>(random.below(width));
  const int center_y = static_cast<int>(random.below(height));
  const double half = 0.5 * std::sqrt(1.0 - how.own);
  const int half_width = static_cast<int>(half * width),
            half_height = static_cast<int>(half * height);
  how.x = std::max(center_x - half_width, 0);
  how.y = std::max(center_y - half_height, 0);
  how.width = std::min(center_x + half_width, width) - how.x;
  how.height = std::min(center_y + half_height, height) - how.y;
  how.own =
      1.0 - static_cast<double>(how.width) * how.height / (static_cast<double>(width) * height);
  return how;
}

void mix(Batch& batch, const Mix& how) {
  if (how.kind == Mix::Kind::kNone || batch.count == 0) return;
  if (batch.floats) {
    mix_pixels(batch.floats.get(), batch, how);
  } else {
    mix_pixels(batch.bytes.get(), batch, how);
  }
  const auto own = static_cast<float>(how.own);
  blend_rows(batch.targets.data(), batch.count, static_cast<std::size_t>(batch.classes), own);
  blend_rows(batch.weights.data(), batch.count, 1, own);
}

}  // namespace ocelli::train
