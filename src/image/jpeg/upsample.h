#pragma once

#include <cstdint>
#include <vector>

#include "image/jpeg/frame.h"

namespace ocelli::jpeg {

/// Gives the rows of one component at the picture's full width, whatever its sampling.
class Upsampler {
 public:
  /// `h_expand`, `v_expand`: how many times wider and higher the picture is than the component.
  /// `smooth`: interpolate where a factor is 2, as libjpeg does above one sample a block.
  Upsampler(const Component& component, int h_expand, int v_expand, bool smooth, int out_width);

  /// Row y of the picture, at least `out_width` samples; valid until the next call.
  const std::uint8_t* row(int y);

 private:
  enum class Kind { kNone, kSmooth2x1, kSmooth2x2, kSmooth1x2, kRepeat };

  [[nodiscard]] const std::uint8_t* source(int y) const;
  void smooth_2x1(const std::uint8_t* in);
  void smooth_2x2(const std::uint8_t* near, const std::uint8_t* far);
  void smooth_1x2(const std::uint8_t* near, const std::uint8_t* far, int bias);
  void repeat(const std::uint8_t* in);

  const Component& component_;
  int h_expand_;
  int v_expand_;
  Kind kind_;
  int repeated_ = -1;  // source row that out_ holds, for kRepeat
  std::vector<std::uint8_t> out_;
  std::vector<std::uint16_t> sums_;
};

}  // namespace ocelli::jpeg
