#include "train/loader/pixel_writer.h"

#include <cstring>

namespace ocelli::train {

PixelWriter::PixelWriter(const PreprocessSpec& spec, BatchFormat format)
    : area_(static_cast<std::size_t>(spec.input_height) *
            static_cast<std::size_t>(spec.input_width)),
      channels_(format == BatchFormat::kByteNhwc ? 3 : channel_count(spec.channels)),
      planes_(format == BatchFormat::kFloatNchw) {
  if (spec.channels == Channels::kBgr) source_ = {2, 1, 0};
  for (std::size_t c = 0; c < 3; ++c) {
    for (int v = 0; v < 256; ++v) {
      tables_[c][static_cast<std::size_t>(v)] =
          (static_cast<float>(v) / spec.divisor - spec.mean[c]) / spec.std_dev[c];
    }
  }
}

void PixelWriter::write(const Image& image, float* to) const {
  const std::uint8_t* from = image.bytes().data();
  if (planes_ || channels_ == 1) {
    write_planes(from, to);
  } else {
    write_interleaved(from, to);
  }
}

void PixelWriter::write(const Image& image, std::uint8_t* to) const {
  std::memcpy(to, image.bytes().data(), image.size_bytes());
}

void PixelWriter::write_planes(const std::uint8_t* from, float* to) const {
  for (int c = 0; c < channels_; ++c, to += area_) {
    const float* table = tables_[static_cast<std::size_t>(c)].data();
    const std::uint8_t* channel = from + source_[static_cast<std::size_t>(c)];
    for (std::size_t i = 0; i < area_; ++i) to[i] = table[channel[3 * i]];
  }
}

void PixelWriter::write_interleaved(const std::uint8_t* from, float* to) const {
  const float *first = tables_[0].data(), *second = tables_[1].data(), *third = tables_[2].data();
  const auto [red, green, blue] = source_;
  for (std::size_t i = 0; i < 3 * area_; i += 3) {
    to[i] = first[from[i + static_cast<std::size_t>(red)]];
    to[i + 1] = second[from[i + static_cast<std::size_t>(green)]];
    to[i + 2] = third[from[i + static_cast<std::size_t>(blue)]];
  }
}

}  // namespace ocelli::train
