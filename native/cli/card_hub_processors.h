#pragma once

#include <array>
#include <span>
#include <string_view>

namespace ocelli::hub {

/// Defaults that apply where `preprocessor_config.json` is silent, of one Hugging Face image
/// processor. Sources: `image_processing_*.py` of transformers; as web/engine/hub-processors.ts.
struct Processor {
  /// Without `ImageProcessor`, `ImageProcessorFast` or `FeatureExtractor`.
  std::string_view name;
  /// Default `size`, as JSON.
  std::string_view size;
  /// What a bare number means as `size`: both sides, or the shorter one.
  bool square_size = true;
  int resample = 2;
  bool center_crop = false;
  int crop_size = 224;
  std::array<double, 3> mean = {0.5, 0.5, 0.5};
  std::array<double, 3> std_dev = {0.5, 0.5, 0.5};
  bool normalize = true;
  /// ConvNeXt: below 384 the shorter edge becomes size / crop_pct and the centre is cut out; 0: no.
  double crop_pct = 0;
  /// EfficientNet: with `include_top` the values are divided by `image_std` a second time.
  bool include_top = false;
  bool flip_channels = false;
};

std::span<const Processor> processors();

/// The processor's name by `model_type` of `config.json`, for folders that name none, as old ones do;
/// empty where it is not known. Source: `image_processing_auto.py` of transformers.
std::string_view processor_of_model(std::string_view model_type);

/// The card's word for one of Pillow's filter numbers; empty for nearest and for no filter at all.
std::string_view filter_name(int pillow_number);

/// Whether a key of `preprocessor_config.json` is read, or says nothing about pixels.
bool is_known_key(std::string_view key);

}  // namespace ocelli::hub
