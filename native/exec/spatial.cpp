#include "exec/spatial.h"

#include <algorithm>

namespace ocelli::exec {
namespace {

std::int64_t at_or_only(const Ints& list, std::size_t index) {
  return list.size() == 1 ? list[0] : list[index];
}

Window::Padding read_auto_pad(NodeView& view) {
  const std::string name = view.text("auto_pad", "NOTSET");
  if (name == "VALID") return Window::Padding::kValid;
  if (name == "SAME_UPPER") return Window::Padding::kSameUpper;
  if (name == "SAME_LOWER") return Window::Padding::kSameLower;
  if (name != "NOTSET" && !name.empty()) {
    view.fail("attribute auto_pad: expected NOTSET, VALID, SAME_UPPER or SAME_LOWER, came " + name);
  }
  return Window::Padding::kExplicit;
}

std::size_t spatial_rank(NodeView& view) {
  for (const char* name : {"kernel_shape", "strides", "dilations"}) {
    if (const Ints list = view.integers(name); !list.empty()) return list.size();
  }
  return view.integers("pads").size() / 2;
}

}  // namespace

Window read_window(NodeView& view) {
  Window window;
  const std::size_t rank = spatial_rank(view);
  const std::size_t count = std::max<std::size_t>(rank, 1);
  if (view.has_attribute("kernel_shape")) window.kernel = view.integers("kernel_shape", rank, 1);
  window.strides = view.integers("strides", count, 1);
  window.dilations = view.integers("dilations", count, 1);
  window.padding = read_auto_pad(view);
  Ints pads = view.integers("pads");
  if (pads.empty()) pads.assign(2 * count, 0);
  if (pads.size() != 2 * count) {
    view.fail("attribute pads: expected " + std::to_string(2 * count) + " integers, came " +
              std::to_string(pads.size()));
    pads.assign(2 * count, 0);
  }
  window.begin.assign(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(count));
  window.end.assign(pads.begin() + static_cast<std::ptrdiff_t>(count), pads.end());
  return window;
}

void resolve_padding(const Window& window, at::IntArrayRef lengths, at::IntArrayRef kernel,
                     Ints& begin, Ints& end) {
  begin.assign(lengths.size(), 0);
  end.assign(lengths.size(), 0);
  if (window.padding == Window::Padding::kValid) return;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (window.padding == Window::Padding::kExplicit) {
      begin[i] = at_or_only(window.begin, i);
      end[i] = at_or_only(window.end, i);
      continue;
    }
    const std::int64_t stride = at_or_only(window.strides, i);
    const std::int64_t extent = at_or_only(window.dilations, i) * (kernel[i] - 1) + 1;
    const std::int64_t outputs = (lengths[i] + stride - 1) / stride;
    const std::int64_t total =
        std::max<std::int64_t>((outputs - 1) * stride + extent - lengths[i], 0);
    const bool upper = window.padding == Window::Padding::kSameUpper;
    begin[i] = upper ? total / 2 : total - total / 2;
    end[i] = total - begin[i];
  }
}

Padded pad_input(const at::Tensor& input, const Window& window, at::IntArrayRef kernel, double fill,
                 bool is_pool) {
  const at::IntArrayRef lengths = input.sizes().slice(2);
  TORCH_CHECK(window.begin.size() == 1 || window.begin.size() == lengths.size(), "expected ",
              window.begin.size(), " spatial dimensions, came ", lengths.size());
  Ints begin;
  Ints end;
  resolve_padding(window, lengths, kernel, begin, end);
  bool plain = true;
  for (std::size_t i = 0; i < begin.size(); ++i) {
    plain = plain && begin[i] == end[i] && begin[i] >= 0 && !(is_pool && begin[i] > kernel[i] / 2);
  }
  if (plain) return {input, std::move(begin), false};
  Ints pads;
  for (std::size_t back = begin.size(); back-- > 0;) {
    pads.push_back(begin[back]);
    pads.push_back(end[back]);
  }
  return {at::constant_pad_nd(input, pads, fill), Ints(begin.size(), 0), true};
}

}  // namespace ocelli::exec
