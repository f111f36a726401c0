#pragma once

#include <cstdint>
#include <vector>

#include <ATen/ATen.h>

#include "exec/kernel.h"
#include "exec/node_view.h"

namespace ocelli::exec {

/// A window that slides over the spatial dimensions: what Conv and the pools have in common. Lists
/// have one entry a spatial dimension, or a single one that ATen repeats for each.
struct Window {
  enum class Padding { kExplicit, kValid, kSameUpper, kSameLower };

  Ints kernel;  ///< empty for Conv without kernel_shape: the weight says it
  Ints strides;
  Ints dilations;
  Ints begin;  ///< padding before and after, with Padding::kExplicit
  Ints end;
  Padding padding = Padding::kExplicit;
};

/// Reads kernel_shape, strides, dilations, pads and auto_pad.
Window read_window(NodeView& view);

/// Padding resolved for an input: `begin` for ATen where both sides are equal and none is negative,
/// else zeros and an input that was padded with `fill`.
struct Padded {
  at::Tensor input;
  Ints padding;
  bool copied = false;
};

/// `kernel`: the window's lengths; `most`: the padding that ATen takes itself (pools: half a window).
Padded pad_input(const at::Tensor& input, const Window& window, at::IntArrayRef kernel, double fill,
                 bool is_pool);

/// Beginning and end of each spatial dimension.
void resolve_padding(const Window& window, at::IntArrayRef lengths, at::IntArrayRef kernel,
                     Ints& begin, Ints& end);

}  // namespace ocelli::exec
