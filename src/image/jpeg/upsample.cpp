#include "image/jpeg/upsample.h"

#include <algorithm>
#include <cstddef>

namespace ocelli::jpeg {

Upsampler::Upsampler(const Component& component, int h_expand, int v_expand, bool smooth,
                     int out_width)
    : component_(component), h_expand_(h_expand), v_expand_(v_expand), kind_(Kind::kRepeat) {
  const bool wide_enough = component.width > 2;
  if (h_expand == 1 && v_expand == 1) {
    kind_ = Kind::kNone;
  } else if (smooth && h_expand == 2 && v_expand == 1 && wide_enough) {
    kind_ = Kind::kSmooth2x1;
  } else if (smooth && h_expand == 2 && v_expand == 2 && wide_enough) {
    kind_ = Kind::kSmooth2x2;
  } else if (smooth && h_expand == 1 && v_expand == 2) {
    kind_ = Kind::kSmooth1x2;
  }
  if (kind_ == Kind::kNone) return;
  out_.resize(std::max<std::size_t>(static_cast<std::size_t>(component.width) * h_expand,
                                    static_cast<std::size_t>(out_width)) +
              16);
  if (kind_ == Kind::kSmooth2x2) sums_.resize(component.width);
}

const std::uint8_t* Upsampler::source(int y) const {
  const int row = std::clamp(y, 0, component_.height - 1);
  return component_.plane.data() + static_cast<std::size_t>(row) * component_.stride;
}

const std::uint8_t* Upsampler::row(int y) {
  const int near = y / v_expand_;
  const int far = (y & 1) != 0 ? near + 1 : near - 1;
  switch (kind_) {
    case Kind::kNone: return source(y);
    case Kind::kSmooth2x1: smooth_2x1(source(near)); break;
    case Kind::kSmooth2x2: smooth_2x2(source(near), source(far)); break;
    case Kind::kSmooth1x2: smooth_1x2(source(near), source(far), (y & 1) != 0 ? 2 : 1); break;
    case Kind::kRepeat:
      if (near != repeated_) repeat(source(near));
      repeated_ = near;
      break;
  }
  return out_.data();
}

void Upsampler::smooth_2x1(const std::uint8_t* in) {
  const int n = component_.width;
  std::uint8_t* out = out_.data();
  out[0] = in[0];
  out[1] = static_cast<std::uint8_t>((3 * in[0] + in[1] + 2) >> 2);
  for (int i = 1; i < n - 1; ++i) {
    out[2 * i] = static_cast<std::uint8_t>((3 * in[i] + in[i - 1] + 1) >> 2);
    out[2 * i + 1] = static_cast<std::uint8_t>((3 * in[i] + in[i + 1] + 2) >> 2);
  }
  out[2 * n - 2] = static_cast<std::uint8_t>((3 * in[n - 1] + in[n - 2] + 1) >> 2);
  out[2 * n - 1] = in[n - 1];
}

void Upsampler::smooth_2x2(const std::uint8_t* near, const std::uint8_t* far) {
  const int n = component_.width;
  std::uint16_t* sum = sums_.data();
  for (int i = 0; i < n; ++i) sum[i] = static_cast<std::uint16_t>(3 * near[i] + far[i]);
  std::uint8_t* out = out_.data();
  out[0] = static_cast<std::uint8_t>((4 * sum[0] + 8) >> 4);
  out[1] = static_cast<std::uint8_t>((3 * sum[0] + sum[1] + 7) >> 4);
  for (int i = 1; i < n - 1; ++i) {
    out[2 * i] = static_cast<std::uint8_t>((3 * sum[i] + sum[i - 1] + 8) >> 4);
    out[2 * i + 1] = static_cast<std::uint8_t>((3 * sum[i] + sum[i + 1] + 7) >> 4);
  }
  out[2 * n - 2] = static_cast<std::uint8_t>((3 * sum[n - 1] + sum[n - 2] + 8) >> 4);
  out[2 * n - 1] = static_cast<std::uint8_t>((4 * sum[n - 1] + 7) >> 4);
}

void Upsampler::smooth_1x2(const std::uint8_t* near, const std::uint8_t* far, int bias) {
  for (int i = 0; i < component_.width; ++i) {
    out_[i] = static_cast<std::uint8_t>((3 * near[i] + far[i] + bias) >> 2);
  }
}

void Upsampler::repeat(const std::uint8_t* in) {
  std::uint8_t* out = out_.data();
  for (int i = 0; i < component_.width; ++i, out += h_expand_) {
    std::fill_n(out, h_expand_, in[i]);
  }
}

}  // namespace ocelli::jpeg
