#include "train/run/resident_pixels.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "exec/compat.h"
#include "train/augment/augment.h"

namespace ocelli::train {
namespace {

// A row for each photograph: which pixel of the picture shows at each place along a side.
at::Tensor sources(const std::vector<std::int64_t>& moved, std::int64_t length,
                   const std::vector<std::int64_t>& mirrored, at::Device device) {
  const auto count = static_cast<std::int64_t>(moved.size());
  at::Tensor places = at::arange(length, at::TensorOptions(at::kLong).device(device)).unsqueeze(0);
  if (!mirrored.empty()) {
    const at::Tensor turned = at::tensor(mirrored).to(device).view({count, 1});
    places = places + turned * (length - 1 - 2 * places);
  }
  places = (places - at::tensor(moved).to(device).view({count, 1})).abs();
  return at::minimum(places, 2 * (length - 1) - places);
}

at::Tensor channel_values(const std::array<float, 3>& values, std::int64_t channels,
                          at::Device device) {
  return at::tensor(at::ArrayRef<float>(values.data(), static_cast<std::size_t>(channels)))
      .to(device);
}

// RGB bytes, in the order in which the network takes its channels.
at::Tensor ordered(const at::Tensor& bytes, Channels channels) {
  if (channels == Channels::kBgr) return bytes.flip(-1);
  return channels == Channels::kGrey ? bytes.narrow(-1, 0, 1) : bytes;
}

}  // namespace

ResidentPixels::ResidentPixels(at::Tensor bytes, const PreprocessSpec& spec)
    : bytes_(std::move(bytes)),
      // A tensor, for CUDA multiplies by a number's reciprocal instead.
      divisor_(at::tensor({spec.divisor}).to(bytes_.device())),
      mean_(channel_values(spec.mean, bytes_.size(3), bytes_.device())),
      std_dev_(channel_values(spec.std_dev, bytes_.size(3), bytes_.device())) {}

Result<ResidentPixels> ResidentPixels::create(const PhotoCache& photos, at::Device device,
                                              const Progress& progress) {
  const PreprocessSpec& spec = photos.spec();
  const auto count = static_cast<std::int64_t>(photos.samples().size());
  const std::int64_t channels = channel_count(spec.channels);
  at::Tensor all;
  try {
    all = at::zeros({count, spec.input_height, spec.input_width, channels},
                    at::TensorOptions(at::kByte).device(device));
  } catch (const c10::Error& error) {
    return Error{ErrorCode::kInvalidArgument, "resident pixels: the device cannot hold " +
                                                  std::to_string(count) +
                                                  " photographs: " + exec::compat::message(error)};
  }
  Image scratch;
  for (std::int64_t i = 0; i < count; ++i) {
    if (progress && !progress(i, count)) {
      return Error{ErrorCode::kInvalidArgument, "stopped while photographs were read"};
    }
    const Result<const Image*> photo = photos.photo(static_cast<std::size_t>(i), scratch);
    if (!photo) continue;
    const Image* picture = photo.value();
    Image whole;
    if (photos.prepared() == Prepared::kForTraining) {
      Random unused{};
      Result<Image> seen = augment(*picture, spec, {}, unused);
      if (!seen) continue;
      whole = std::move(seen).value();
      picture = &whole;
    }
    const at::Tensor rgb = at::from_blob(const_cast<std::uint8_t*>(picture->bytes().data()),
                                         {spec.input_height, spec.input_width, 3}, at::kByte);
    all[i].copy_(ordered(rgb, spec.channels));
  }
  return ResidentPixels(std::move(all), spec);
}

at::Tensor ResidentPixels::input(const Batch& batch) const {
  std::vector<std::int64_t> right, down, mirrored;
  for (const Placement& one : batch.placements) {
    right.push_back(one.right);
    down.push_back(one.down);
    mirrored.push_back(one.mirrored ? 1 : 0);
  }
  const at::Device device = bytes_.device();
  const at::Tensor samples = at::tensor(batch.samples).to(device).view({-1, 1, 1});
  const at::Tensor rows = sources(down, bytes_.size(1), {}, device).unsqueeze(2);
  const at::Tensor columns = sources(right, bytes_.size(2), mirrored, device).unsqueeze(1);
  const at::Tensor bytes = at::index(bytes_, {samples, rows, columns});
  return bytes.to(at::kFloat).div_(divisor_).sub_(mean_).div_(std_dev_).permute({0, 3, 1, 2});
}

}  // namespace ocelli::train
