#include "card_hub_processors.h"

#include <algorithm>
#include <utility>

namespace ocelli::hub {
namespace {

constexpr std::array kImageNetMean = {0.485, 0.456, 0.406};
constexpr std::array kImageNetStd = {0.229, 0.224, 0.225};
constexpr std::array kClipMean = {0.48145466, 0.4578275, 0.40821073};
constexpr std::array kClipStd = {0.26862954, 0.26130258, 0.27577711};

constexpr int kNearest = 0;
constexpr int kBicubic = 3;

constexpr Processor mobile_net(std::string_view name) {
  return {
      .name = name, .size = R"({"shortest_edge": 256})", .square_size = false, .center_crop = true};
}

constexpr Processor clip(std::string_view name) {
  Processor processor = mobile_net(name);
  processor.size = R"({"shortest_edge": 224})";
  processor.resample = kBicubic;
  processor.mean = kClipMean;
  processor.std_dev = kClipStd;
  return processor;
}

constexpr Processor mobile_vit() {
  Processor processor = mobile_net("MobileViT");
  processor.size = R"({"shortest_edge": 224})";
  processor.crop_size = 256;
  processor.normalize = false;
  processor.flip_channels = true;
  return processor;
}

constexpr std::string_view kSquare224 = R"({"height": 224, "width": 224})";
constexpr std::string_view kSquare256 = R"({"height": 256, "width": 256})";

constexpr std::array kProcessors = {
    Processor{.name = "ViT", .size = kSquare224},
    Processor{.name = "Beit", .size = kSquare256, .resample = kBicubic, .center_crop = true},
    Processor{.name = "DeiT",
              .size = kSquare256,
              .resample = kBicubic,
              .center_crop = true,
              .mean = kImageNetMean,
              .std_dev = kImageNetStd},
    Processor{.name = "ConvNext",
              .size = R"({"shortest_edge": 384})",
              .square_size = false,
              .mean = kImageNetMean,
              .std_dev = kImageNetStd,
              .crop_pct = 224.0 / 256.0},
    Processor{.name = "EfficientNet",
              .size = R"({"height": 346, "width": 346})",
              .resample = kNearest,
              .crop_size = 289,
              .mean = kImageNetMean,
              .std_dev = kImageNetStd,
              .include_top = true},
    mobile_net("MobileNetV1"),
    mobile_net("MobileNetV2"),
    mobile_vit(),
    clip("Bit"),
    clip("CLIP"),
};

constexpr std::pair<std::string_view, std::string_view> kProcessorOfModel[] = {
    {"beit", "Beit"},
    {"bit", "Bit"},
    {"clip", "CLIP"},
    {"convnext", "ConvNext"},
    {"convnextv2", "ConvNext"},
    {"deit", "DeiT"},
    {"dinov2", "Bit"},
    {"efficientnet", "EfficientNet"},
    {"focalnet", "Bit"},
    {"hiera", "Bit"},
    {"mobilenet_v1", "MobileNetV1"},
    {"mobilenet_v2", "MobileNetV2"},
    {"mobilevit", "MobileViT"},
    {"mobilevitv2", "MobileViT"},
    {"regnet", "ConvNext"},
    {"resnet", "ConvNext"},
    {"swiftformer", "ViT"},
    {"swin", "ViT"},
    {"swinv2", "ViT"},
    {"van", "ConvNext"},
    {"vit", "ViT"},
    {"vit_msn", "ViT"},
};

constexpr std::array<std::string_view, 6> kFilters = {"",        "lanczos", "bilinear",
                                                      "bicubic", "box",     "hamming"};

constexpr std::array<std::string_view, 23> kKnownKeys = {"crop_pct",
                                                         "crop_size",
                                                         "data_format",
                                                         "default_to_square",
                                                         "do_center_crop",
                                                         "do_convert_rgb",
                                                         "do_flip_channel_order",
                                                         "do_normalize",
                                                         "do_rescale",
                                                         "do_resize",
                                                         "feature_extractor_type",
                                                         "image_mean",
                                                         "image_processor_type",
                                                         "image_std",
                                                         "include_top",
                                                         "processor_class",
                                                         "resample",
                                                         "rescale_factor",
                                                         "rescale_offset",
                                                         "return_tensors",
                                                         "size",
                                                         "_processor_class",
                                                         "_valid_processor_keys"};

}  // namespace

std::span<const Processor> processors() { return kProcessors; }

std::string_view processor_of_model(std::string_view model_type) {
  for (const auto& [type, processor] : kProcessorOfModel) {
    if (type == model_type) return processor;
  }
  return {};
}

std::string_view filter_name(int pillow_number) {
  if (pillow_number < 0 || pillow_number >= static_cast<int>(kFilters.size())) return {};
  return kFilters[static_cast<std::size_t>(pillow_number)];
}

bool is_known_key(std::string_view key) {
  return std::find(kKnownKeys.begin(), kKnownKeys.end(), key) != kKnownKeys.end();
}

}  // namespace ocelli::hub
