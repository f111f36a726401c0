#pragma once

#include "model/preprocess_spec.h"

namespace ocelli::test {

/// RGB, NCHW, bilinear, values over 255; the input's size and nothing else.
inline PreprocessSpec spec_of(int input_width, int input_height, ResizeMode mode) {
  PreprocessSpec spec;
  spec.input_width = input_width;
  spec.input_height = input_height;
  spec.resize_mode = mode;
  return spec;
}

/// The shorter side to `edge`, then a centred square, as torchvision's weights have it.
inline PreprocessSpec shortest_edge(int edge, int side) {
  PreprocessSpec spec = spec_of(side, side, ResizeMode::kShortestEdge);
  spec.shortest_edge = edge;
  spec.crop = CropSize{side, side};
  return spec;
}

/// Stretched to the input's size.
inline PreprocessSpec exact(int width, int height) {
  PreprocessSpec spec = spec_of(width, height, ResizeMode::kExact);
  spec.resize_width = width;
  spec.resize_height = height;
  return spec;
}

/// Fitted into the input's size, the rest filled with grey 114.
inline PreprocessSpec letterbox(int width, int height, ResizeMode mode) {
  PreprocessSpec spec = exact(width, height);
  spec.resize_mode = mode;
  spec.fill = {114, 114, 114};
  return spec;
}

}  // namespace ocelli::test
