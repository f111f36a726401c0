#include "train/run/teacher.h"

#include <utility>

namespace ocelli::train {
namespace {

at::Tensor channels(const std::array<double, 3>& values) {
  return at::tensor(at::ArrayRef<double>(values.data(), 3), at::kFloat).view({1, 3, 1, 1});
}

bool is_coloured(const PreprocessSpec& spec) {
  return spec.channels != Channels::kGrey && spec.layout == Layout::kNchw;
}

// The place in the card of the channel that stands at `channel` of RGB.
std::size_t place(const PreprocessSpec& spec, std::size_t channel) {
  return spec.channels == Channels::kBgr ? 2 - channel : channel;
}

}  // namespace

Teacher::Teacher(exec::Network network, at::Tensor scale, at::Tensor shift, bool swaps_channels,
                 std::int64_t height, std::int64_t width, at::Tensor places)
    : network_(std::move(network)),
      scale_(std::move(scale)),
      shift_(std::move(shift)),
      swaps_channels_(swaps_channels),
      height_(height),
      width_(width),
      places_(std::move(places)) {}

// With x = (v / d − m) / s of the learner, the teacher's (v / d' − m') / s' is linear in x.
Result<Teacher> Teacher::create(exec::Network network, const PreprocessSpec& own,
                                const PreprocessSpec& learner, std::vector<std::int64_t> places) {
  if (!is_coloured(own) || !is_coloured(learner)) {
    return Error{ErrorCode::kInvalidArgument,
                 "teacher: expected both models to take colours, N × 3 × height × width"};
  }
  std::array<double, 3> scale;
  std::array<double, 3> shift;
  for (std::size_t rgb = 0; rgb < 3; ++rgb) {
    const std::size_t from = place(learner, rgb);
    const std::size_t to = place(own, rgb);
    const double ratio = static_cast<double>(learner.divisor) / own.divisor;
    scale[to] = learner.std_dev[from] * ratio / own.std_dev[to];
    shift[to] = (learner.mean[from] * ratio - own.mean[to]) / own.std_dev[to];
  }
  return Teacher(std::move(network), channels(scale), channels(shift),
                 own.channels != learner.channels, own.input_height, own.input_width,
                 at::tensor(places, at::kLong));
}

Result<at::Tensor> Teacher::logits(const at::Tensor& input) {
  const at::NoGradGuard no_gradients;
  at::Tensor pixels = swaps_channels_ ? input.flip({1}) : input;
  pixels = pixels * scale_.to(input.device()) + shift_.to(input.device());
  if (pixels.size(2) != height_ || pixels.size(3) != width_) {
    pixels = at::_upsample_bilinear2d_aa(pixels, {height_, width_}, false);
  }
  Result<std::vector<at::Tensor>> outputs = network_.forward(pixels, exec::Mode::kEvaluate);
  if (!outputs) return outputs.error();
  return outputs.value()[0].flatten(1).index_select(1, places_.to(input.device()));
}

at::Tensor distillation_loss(const at::Tensor& logits, const at::Tensor& teacher,
                             double temperature, bool multi_label) {
  const double square = temperature * temperature;
  const at::Tensor mine = logits / temperature;
  const at::Tensor given = teacher / temperature;
  if (multi_label) {
    const at::Tensor sure = at::sigmoid(given);
    const at::Tensor entropy = at::binary_cross_entropy_with_logits(given, sure);
    return (at::binary_cross_entropy_with_logits(mine, sure) - entropy) * square;
  }
  const at::Tensor wanted = at::log_softmax(given, 1);
  const at::Tensor difference = at::exp(wanted) * (wanted - at::log_softmax(mine, 1));
  return at::sum(difference) / logits.size(0) * square;
}

}  // namespace ocelli::train
