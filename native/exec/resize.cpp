#include <cmath>
#include <numeric>

#include "exec/axes.h"
#include "exec/registry.h"

namespace ocelli::exec {
namespace {

struct ResizeSpec {
  std::string mode;         ///< nearest, linear, cubic
  std::string coordinates;  ///< coordinate_transformation_mode
  std::string rounding;     ///< nearest_mode
  bool antialias = false;
  Ints axes;  ///< empty: all
};

/// Lengths asked for and factors, one for each dimension of the input.
struct Target {
  Ints lengths;
  std::vector<double> factors;
};

Target read_target(const Call& call, const ResizeSpec& spec, const at::Tensor& input) {
  const std::int64_t rank = input.dim();
  Target target{Ints(input.sizes().begin(), input.sizes().end()),
                std::vector<double>(static_cast<std::size_t>(rank), 1.0)};
  Ints axes = spec.axes;
  for (std::int64_t dim = 0; dim < rank && spec.axes.empty(); ++dim) axes.push_back(dim);
  const bool by_length = call.has(3) && !call.ints(3).empty();
  const std::vector<double> asked = by_length ? call.doubles(3) : call.doubles(2);
  TORCH_CHECK(asked.size() == axes.size(), "expected ", axes.size(), " scales or sizes");
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto dim = static_cast<std::size_t>(from_front(axes[i], rank));
    const auto length = static_cast<double>(target.lengths[dim]);
    target.lengths[dim] = static_cast<std::int64_t>(by_length ? asked[i] : length * asked[i]);
    target.factors[dim] = by_length ? asked[i] / length : asked[i];
  }
  check_size(target.lengths);
  return target;
}

double source(const ResizeSpec& spec, std::int64_t x, double factor, std::int64_t from,
              std::int64_t to) {
  const auto position = static_cast<double>(x);
  if (spec.coordinates == "asymmetric") return position / factor;
  if (spec.coordinates == "align_corners") {
    return to == 1 ? 0 : position * static_cast<double>(from - 1) / static_cast<double>(to - 1);
  }
  if (spec.coordinates == "pytorch_half_pixel" && to == 1) return 0;
  return (position + 0.5) / factor - 0.5;
}

double rounded(const ResizeSpec& spec, double position) {
  if (spec.rounding == "floor") return std::floor(position);
  if (spec.rounding == "ceil") return std::ceil(position);
  if (spec.rounding == "round_prefer_ceil") return std::floor(position + 0.5);
  return std::ceil(position - 0.5);
}

at::Tensor nearest(const at::Tensor& input, const ResizeSpec& spec, const Target& target) {
  at::Tensor result = input;
  for (std::int64_t dim = 0; dim < input.dim(); ++dim) {
    const auto i = static_cast<std::size_t>(dim);
    const std::int64_t from = input.size(dim);
    const std::int64_t to = target.lengths[i];
    if (from == to && target.factors[i] == 1) continue;
    std::vector<std::int64_t> picks(static_cast<std::size_t>(to));
    for (std::int64_t x = 0; x < to; ++x) {
      const double at = rounded(spec, source(spec, x, target.factors[i], from, to));
      picks[static_cast<std::size_t>(x)] =
          std::clamp(static_cast<std::int64_t>(at), std::int64_t{0}, from - 1);
    }
    result = at::index_select(result, dim, at::tensor(picks, at::kLong).to(input.device()));
  }
  return result;
}

at::Tensor interpolate(const at::Tensor& input, const ResizeSpec& spec, const Target& target) {
  TORCH_CHECK(
      input.dim() >= 3 && target.lengths[0] == input.size(0) && target.lengths[1] == input.size(1),
      "expected the spatial dimensions alone to be resized");
  const Ints lengths(target.lengths.begin() + 2, target.lengths.end());
  const bool corners = spec.coordinates == "align_corners";
  const auto factor = [&](std::size_t i) -> c10::optional<double> { return target.factors[i]; };
  if (spec.mode == "cubic") {
    TORCH_CHECK(input.dim() == 4, "cubic: expected two spatial dimensions");
    return spec.antialias
               ? at::_upsample_bicubic2d_aa(input, lengths, corners, factor(2), factor(3))
               : at::upsample_bicubic2d(input, lengths, corners, factor(2), factor(3));
  }
  if (input.dim() == 3) return at::upsample_linear1d(input, lengths, corners, factor(2));
  if (input.dim() == 5) {
    return at::upsample_trilinear3d(input, lengths, corners, factor(2), factor(3), factor(4));
  }
  TORCH_CHECK(input.dim() == 4, "expected one to three spatial dimensions");
  return spec.antialias ? at::_upsample_bilinear2d_aa(input, lengths, corners, factor(2), factor(3))
                        : at::upsample_bilinear2d(input, lengths, corners, factor(2), factor(3));
}

void check_spec(NodeView& view, const ResizeSpec& spec) {
  const bool smooth = spec.mode == "linear" || spec.mode == "cubic";
  if (!smooth && spec.mode != "nearest") view.fail("attribute mode: " + spec.mode);
  const bool half = spec.coordinates == "half_pixel" || spec.coordinates == "pytorch_half_pixel" ||
                    spec.coordinates == "align_corners";
  if (!half && (smooth || spec.coordinates != "asymmetric")) {
    view.fail("attribute coordinate_transformation_mode: " + spec.coordinates +
              " is not supported with mode " + spec.mode);
  }
  if (spec.mode == "cubic" && view.number("cubic_coeff_a", -0.75) != -0.75) {
    view.fail("attribute cubic_coeff_a: expected -0.75");
  }
  if (view.text("keep_aspect_ratio_policy", "stretch") != "stretch") {
    view.fail("attribute keep_aspect_ratio_policy: expected stretch");
  }
}

Kernel build_resize(NodeView& view) {
  view.expect_inputs(1, 4);
  if (!view.has(2) && !view.has(3)) view.fail("expected scales or sizes");
  ResizeSpec spec;
  spec.mode = view.text("mode", "nearest");
  spec.coordinates = view.text("coordinate_transformation_mode", "half_pixel");
  spec.rounding = view.text("nearest_mode", "round_prefer_floor");
  spec.antialias = view.integer("antialias", 0) != 0;
  spec.axes = view.integers("axes");
  check_spec(view, spec);
  return [spec](const Call& call) {
    const at::Tensor input = call.in(0);
    const Target target = read_target(call, spec, input);
    return spec.mode == "nearest" ? nearest(input, spec, target) : interpolate(input, spec, target);
  };
}

constexpr Operator kOperators[] = {{"Resize", build_resize, 0b1110}};

}  // namespace

std::span<const Operator> resize_operators() { return kOperators; }

}  // namespace ocelli::exec
