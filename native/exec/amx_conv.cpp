#include "exec/amx_conv.h"

#include <algorithm>
#include <atomic>

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "exec/amx_products.h"

namespace ocelli::exec {
namespace {

using namespace amx;

// With fewer, laying out the maps takes what the products save: blocks of positions, and the harmonic
// mean of the channels.
constexpr std::int64_t kFewestBlocks = 32;
constexpr std::int64_t kFewestChannels = 96;

// Calls `task(i)` for all i below `count`. Each thread takes the next one when it is ready: in halves,
// all would wait for the core whose tiles another machine's work shares.
template <class Task>
void share_out(std::int64_t count, const Task& task) {
  std::atomic<std::int64_t> next = 0;
  at::parallel_for(0, at::get_num_threads(), 1, [&](std::int64_t first, std::int64_t last) {
    const Tiles tiles;
    for (; first < last; ++first) {
      for (std::int64_t i = next++; i < count; i = next++) task(i);
    }
  });
}

Bfloat16* bits_of(const at::Tensor& tensor) {
  return reinterpret_cast<Bfloat16*>(tensor.data_ptr<at::BFloat16>());
}

// A map on its strip.
struct Laid {
  Strip strip;
  at::Tensor values;
};

Laid lay(const at::Tensor& map) {
  const Strip strip = {map.size(0), map.size(2), map.size(3), map.size(1)};
  at::Tensor values = at::empty({strip.size()}, map.options());
  at::parallel_for(0, strip.images, 1, [&](std::int64_t first, std::int64_t last) {
    fill(strip, bits_of(map), first, last, bits_of(values));
  });
  return {strip, values};
}

at::Tensor arranged(const at::Tensor& weight, bool turned) {
  const at::Tensor filters = weight.to(at::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast);
  const std::int64_t outputs = weight.size(turned ? 1 : 0), inputs = weight.size(turned ? 0 : 1);
  at::Tensor out = at::empty({filters_size(outputs, inputs)}, filters.options());
  at::parallel_for(0, blocks_of(outputs), 1, [&](std::int64_t first, std::int64_t last) {
    arrange_filters(bits_of(filters), outputs, inputs, turned, first, last, bits_of(out));
  });
  return out;
}

at::Tensor correlated(const Laid& input, const at::Tensor& filters, std::int64_t outputs) {
  const Strip& strip = input.strip;
  at::Tensor out = at::empty({strip.images, outputs, strip.rows, strip.columns},
                             input.values.options(), at::MemoryFormat::ChannelsLast);
  share_out((strip.blocks() + kBlocksAtOnce - 1) / kBlocksAtOnce, [&](std::int64_t i) {
    correlate(strip, bits_of(input.values), bits_of(filters), outputs, i * kBlocksAtOnce,
              std::min((i + 1) * kBlocksAtOnce, strip.blocks()), bits_of(out));
  });
  return out;
}

at::Tensor weight_gradient(const Laid& input, const Laid& gradient) {
  const Strip &from = input.strip, &to = gradient.strip;
  const std::int64_t inputs = blocks_of(from.channels), outputs = blocks_of(to.channels);
  const std::int64_t line = Stretch::line(from);
  const at::TensorOptions numbers = input.values.options();
  const at::Tensor lines = at::empty({inputs, kBlock * line}, numbers);
  const at::Tensor pairs = at::empty({outputs, Stretch::kMostBlocks * kBlock * kBlock}, numbers);
  const at::Tensor sums =
      at::empty({outputs, inputs, kTaps, kBlock, kBlock}, numbers.dtype(at::kFloat));
  const auto add = [&](const Stretch& stretch) {
    at::parallel_for(0, inputs + outputs, 1, [&](std::int64_t first, std::int64_t last) {
      for (std::int64_t i = first; i < last; ++i) {
        if (i < inputs) {
          transpose(from, bits_of(input.values), stretch, i, bits_of(lines) + i * lines.stride(0));
        } else {
          pair_positions(to, bits_of(gradient.values), stretch, i - inputs,
                         bits_of(pairs) + (i - inputs) * pairs.stride(0));
        }
      }
    });
    share_out(outputs * inputs, [&](std::int64_t i) {
      for (std::int64_t tap = 0; tap < kTaps; ++tap) {
        add_products(from, stretch, bits_of(lines) + i % inputs * lines.stride(0),
                     bits_of(pairs) + i / inputs * pairs.stride(0), tap, stretch.first == 0,
                     sums.data_ptr<float>() + (i * kTaps + tap) * kBlock * kBlock);
      }
    });
  };
  for (std::int64_t block = 0; block < from.blocks(); block += Stretch::kMostBlocks) {
    add({block, std::min(block + Stretch::kMostBlocks, from.blocks())});
  }
  return sums.permute({0, 4, 1, 3, 2})
      .reshape({outputs * kBlock, inputs * kBlock, 3, 3})
      .narrow(0, 0, to.channels)
      .narrow(1, 0, from.channels)
      .contiguous(at::MemoryFormat::ChannelsLast);
}

class AmxConv : public torch::autograd::Function<AmxConv> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input,
                            const at::Tensor& weight) {
    const at::Tensor map = input.to(at::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast);
    context->save_for_backward({map, weight});
    context->saved_data["wanted"] = input.requires_grad();
    return correlated(lay(map), arranged(weight, false), weight.size(0));
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const at::NoGradGuard once;
    const torch::autograd::variable_list saved = context->get_saved_variables();
    const Laid gradient =
        lay(gradients[0].to(at::kBFloat16).contiguous(at::MemoryFormat::ChannelsLast));
    at::Tensor of_input, of_weight;
    if (context->saved_data["wanted"].toBool()) {
      of_input = correlated(gradient, arranged(saved[1], true), saved[1].size(1));
    }
    if (saved[1].requires_grad()) {
      of_weight = weight_gradient(lay(saved[0]), gradient).to(saved[1].scalar_type());
    }
    return {of_input, of_weight};
  }
};

}  // namespace

bool amx_fits(const at::Tensor& input, const at::Tensor& weight, std::int64_t padding) {
  if (padding != 1 || !at::GradMode::is_enabled() || !weight.requires_grad()) return false;
  if (!input.is_cpu() || input.dim() != 4 || input.size(0) == 0) return false;
  if (!input.is_contiguous(at::MemoryFormat::ChannelsLast) || !available()) return false;
  if (weight.dim() != 4 || weight.size(2) != 3 || weight.size(3) != 3) return false;
  if (2 * weight.size(0) * weight.size(1) < kFewestChannels * (weight.size(0) + weight.size(1))) {
    return false;
  }
  const Strip strip = {input.size(0), input.size(2), input.size(3), input.size(1)};
  return input.size(1) == weight.size(1) && strip.blocks() >= kFewestBlocks;
}

at::Tensor amx_conv(const at::Tensor& input, const at::Tensor& weight) {
  return AmxConv::apply(input, weight);
}

}  // namespace ocelli::exec
