#pragma once

#include <array>
#include <cstddef>

#include "image/image.h"
#include "model/preprocess_spec.h"
#include "train/loader/batch.h"

namespace ocelli::train {

/// Writes pictures of the input's size into a batch's memory: for the float formats the values of
/// the core's `normalize`, to the bit; for kByteNhwc the RGB bytes.
class PixelWriter {
 public:
  PixelWriter(const PreprocessSpec& spec, BatchFormat format);

  /// Elements of one photograph.
  [[nodiscard]] std::size_t elements() const { return area_ * static_cast<std::size_t>(channels_); }
  /// 1 for a grey network in the float formats, else 3.
  [[nodiscard]] int channels() const { return channels_; }

  void write(const Image& image, float* to) const;
  void write(const Image& image, std::uint8_t* to) const;

 private:
  void write_planes(const std::uint8_t* from, float* to) const;
  void write_interleaved(const std::uint8_t* from, float* to) const;

  std::size_t area_;
  int channels_;
  bool planes_;
  std::array<int, 3> source_ = {0, 1, 2};  ///< the picture's channel that each of the input's is
  std::array<std::array<float, 256>, 3> tables_;
};

}  // namespace ocelli::train
