#include "image/jpeg/output.h"

#include <algorithm>
#include <vector>

#include "image/jpeg/upsample.h"
#include "image/jpeg/ycc.h"

namespace ocelli::jpeg {
namespace {

// a · b / 255, rounded.
std::uint8_t multiply_255(int a, int b) {
  const int product = a * b + 128;
  return static_cast<std::uint8_t>((product + (product >> 8)) >> 8);
}

void write_grey(const std::uint8_t* grey, int width, std::uint8_t* rgb) {
  for (int i = 0; i < width; ++i, rgb += 3) rgb[0] = rgb[1] = rgb[2] = grey[i];
}

void write_planar(const std::uint8_t* const* rows, int width, std::uint8_t* rgb) {
  for (int i = 0; i < width; ++i, rgb += 3) {
    rgb[0] = rows[0][i];
    rgb[1] = rows[1][i];
    rgb[2] = rows[2][i];
  }
}

// rgb holds the first three channels as they were decoded, `black` the complement of that ink; so do
// C, M and Y as stored, but what YCCK's first three decode to are the inks themselves.
void apply_black(const std::uint8_t* black, int width, bool rgb_is_ink, std::uint8_t* rgb) {
  for (int i = 0; i < width; ++i, rgb += 3) {
    for (int c = 0; c < 3; ++c) rgb[c] = multiply_255(rgb_is_ink ? 255 - rgb[c] : rgb[c], black[i]);
  }
}

}  // namespace

void write_rgb(const Frame& frame, ColorModel model, Image& out) {
  int smallest = kBlock;
  for (const Component& c : frame.components) smallest = std::min(smallest, c.idct_size);
  std::vector<Upsampler> upsamplers;
  for (const Component& c : frame.components) {
    upsamplers.emplace_back(c, frame.h_max * smallest / (c.h * c.idct_size),
                            frame.v_max * smallest / (c.v * c.idct_size), smallest > 1,
                            out.width());
  }
  for (int y = 0; y < out.height(); ++y) {
    const std::uint8_t* rows[4] = {};
    for (std::size_t i = 0; i < upsamplers.size(); ++i) rows[i] = upsamplers[i].row(y);
    std::uint8_t* rgb = out.row(y);
    const int width = out.width();
    switch (model) {
      case ColorModel::kGrey: write_grey(rows[0], width, rgb); break;
      case ColorModel::kYcc: ycc_to_rgb(rows[0], rows[1], rows[2], width, rgb); break;
      case ColorModel::kRgb: write_planar(rows, width, rgb); break;
      case ColorModel::kCmyk:
        write_planar(rows, width, rgb);
        apply_black(rows[3], width, false, rgb);
        break;
      case ColorModel::kYcck:
        ycc_to_rgb(rows[0], rows[1], rows[2], width, rgb);
        apply_black(rows[3], width, true, rgb);
        break;
    }
  }
}

}  // namespace ocelli::jpeg
