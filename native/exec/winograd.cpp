#include "exec/winograd.h"

#include <algorithm>

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "exec/winograd_tiles.h"

namespace ocelli::exec {
namespace {

using namespace winograd;

constexpr std::int64_t kFilter = 3;
// With fewer, or fewer channels (the harmonic mean of both sides), moving the points takes longer than
// the products save.
constexpr std::int64_t kFewestTiles = 128;
constexpr std::int64_t kFewestChannels = 96;
constexpr std::int64_t kRoom = 1 << 22;  // floats of both sides' points at once

Map map_of(const at::Tensor& image) { return {image.size(2), image.size(3), image.size(1)}; }

// Calls `task(chunk)` for tiles in chunks of a size that suits so many channels.
template <class Task>
void for_each_chunk(std::int64_t images, const Grid& grid, std::int64_t channels,
                    const Task& task) {
  const std::int64_t count = images * grid.rows * grid.columns;
  const std::int64_t most = std::max(kFewestTiles, kRoom / (kPoints * channels));
  const std::int64_t chunks = (count + most - 1) / most;
  for (std::int64_t i = 0; i < chunks; ++i) {
    const std::int64_t first = count * i / chunks, last = count * (i + 1) / chunks;
    task(Tiles{first, last, first, last - first});
  }
}

template <class Task>
void in_parallel(const Tiles& tiles, const Task& task) {
  at::parallel_for(tiles.first, tiles.last, 1, [&](std::int64_t first, std::int64_t last) {
    task(Tiles{first, last, tiles.origin, tiles.room});
  });
}

// Memory for the points of one chunk after the other.
class Points {
 public:
  explicit Points(const at::TensorOptions& options) : memory_(at::empty({0}, options)) {}

  at::Tensor of(const Tiles& tiles, std::int64_t channels) {
    const std::int64_t length = kPoints * tiles.room * channels;
    if (memory_.numel() < length) memory_ = at::empty({length}, memory_.options());
    return memory_.narrow(0, 0, length).view({kPoints, tiles.room, channels});
  }

 private:
  at::Tensor memory_;
};

// 36 × outputs × inputs.
at::Tensor points_of_filters(const at::Tensor& weight, bool turned) {
  const at::Tensor filters = weight.contiguous(at::MemoryFormat::ChannelsLast);
  const std::int64_t outputs = weight.size(0), inputs = weight.size(1);
  at::Tensor points = at::empty({kPoints, outputs, inputs}, weight.options());
  at::parallel_for(0, outputs, 1, [&](std::int64_t first, std::int64_t last) {
    filters_to_points(filters.data_ptr<float>(), outputs, inputs, turned, first, last,
                      points.data_ptr<float>());
  });
  return points;
}

// `filters`: 36 × channels of the input × channels of the output.
at::Tensor correlate(const at::Tensor& input, const at::Tensor& filters, std::int64_t padding) {
  const std::int64_t shrinks = kFilter - 1 - 2 * padding;
  at::Tensor output =
      at::empty({input.size(0), filters.size(2), input.size(2) - shrinks, input.size(3) - shrinks},
                input.options(), at::MemoryFormat::ChannelsLast);
  const Map from = map_of(input), to = map_of(output);
  const Grid grid = Grid::over(to.rows, to.columns);
  Points inputs(input.options()), outputs(input.options());
  for_each_chunk(input.size(0), grid, from.channels + to.channels, [&](const Tiles& chunk) {
    const at::Tensor before = inputs.of(chunk, from.channels);
    at::Tensor after = outputs.of(chunk, to.channels);
    in_parallel(chunk, [&](const Tiles& tiles) {
      input_to_points(input.data_ptr<float>(), from, grid, padding, tiles,
                      before.data_ptr<float>());
    });
    at::bmm_out(after, before, filters);
    in_parallel(chunk, [&](const Tiles& tiles) {
      points_to_output(after.data_ptr<float>(), to, grid, tiles, output.data_ptr<float>());
    });
  });
  return output;
}

at::Tensor weight_gradient(const at::Tensor& input, const at::Tensor& gradient,
                           std::int64_t padding) {
  const Map from = map_of(input), to = map_of(gradient);
  const Grid grid = Grid::over(to.rows, to.columns);
  at::Tensor sum = at::zeros({kPoints, to.channels, from.channels}, input.options());
  Points inputs(input.options()), outputs(input.options());
  for_each_chunk(input.size(0), grid, from.channels + to.channels, [&](const Tiles& chunk) {
    const at::Tensor before = inputs.of(chunk, from.channels);
    const at::Tensor after = outputs.of(chunk, to.channels);
    in_parallel(chunk, [&](const Tiles& tiles) {
      input_to_points(input.data_ptr<float>(), from, grid, padding, tiles,
                      before.data_ptr<float>());
      gradient_to_points(gradient.data_ptr<float>(), to, grid, tiles, after.data_ptr<float>());
    });
    sum.baddbmm_(after.transpose(1, 2), before);
  });
  at::Tensor weight = at::empty({to.channels, from.channels, kFilter, kFilter}, input.options(),
                                at::MemoryFormat::ChannelsLast);
  at::parallel_for(0, to.channels, 1, [&](std::int64_t first, std::int64_t last) {
    points_to_filters(sum.data_ptr<float>(), to.channels, from.channels, first, last,
                      weight.data_ptr<float>());
  });
  return weight;
}

class WinogradConv : public torch::autograd::Function<WinogradConv> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input,
                            const at::Tensor& weight, std::int64_t padding) {
    context->save_for_backward({input, weight});
    context->saved_data["padding"] = padding;
    return correlate(input, points_of_filters(weight, false).transpose(1, 2), padding);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const at::NoGradGuard once;
    const torch::autograd::variable_list saved = context->get_saved_variables();
    const std::int64_t padding = context->saved_data["padding"].toInt();
    const at::Tensor gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    at::Tensor of_input, of_weight;
    if (saved[0].requires_grad()) {
      of_input = correlate(gradient, points_of_filters(saved[1], true), kFilter - 1 - padding);
    }
    if (saved[1].requires_grad()) of_weight = weight_gradient(saved[0], gradient, padding);
    return {of_input, of_weight, {}};
  }
};

}  // namespace

bool winograd_fits(const at::Tensor& input, const at::Tensor& weight, std::int64_t padding) {
  if (!at::hasMKL()) return false;
  if (!at::GradMode::is_enabled() || !weight.requires_grad() || !input.is_cpu()) return false;
  if (input.scalar_type() != at::kFloat || weight.scalar_type() != at::kFloat) return false;
  if (input.dim() != 4 || !input.is_contiguous(at::MemoryFormat::ChannelsLast)) return false;
  if (weight.dim() != 4 || weight.size(2) != kFilter || weight.size(3) != kFilter || padding < 0 ||
      padding > kFilter - 1) {
    return false;
  }
  if (weight.size(0) % kChannels != 0 || weight.size(1) % kChannels != 0) return false;
  if (2 * weight.size(0) * weight.size(1) < kFewestChannels * (weight.size(0) + weight.size(1))) {
    return false;
  }
  const std::int64_t grows = 2 * padding - (kFilter - 1);
  const Grid grid = Grid::over(input.size(2) + grows, input.size(3) + grows);
  return input.size(1) == weight.size(1) && grid.rows > 0 && grid.columns > 0 &&
         input.size(0) * grid.rows * grid.columns >= kFewestTiles;
}

at::Tensor winograd_conv(const at::Tensor& input, const at::Tensor& weight, std::int64_t padding) {
  return WinogradConv::apply(input, weight, padding);
}

}  // namespace ocelli::exec
