#include "graph/build/families.h"

namespace ocelli::graph {
namespace {

using Net = GraphBuilder;
using Spec = ArchitectureSpec;

// Of ImageNet's photographs, as torchvision states them.
constexpr std::string_view kMean = "0.485 0.456 0.406";
constexpr std::string_view kStd = "0.229 0.224 0.225";
constexpr Preparation kTorchvision = {224, 256, "bilinear", "255", kMean, kStd};

constexpr Preparation lite(int size, int edge) {
  return {size, edge, "bicubic", "1", "127 127 127", "128 128 128"};
}

constexpr std::string_view kVggPaper =
    "Simonyan, Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, "
    "arXiv:1409.1556";
constexpr std::string_view kResnetPaper =
    "He, Zhang, Ren, Sun, Deep Residual Learning for Image Recognition, arXiv:1512.03385";
constexpr std::string_view kLitePaper =
    "Tan, Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, "
    "arXiv:1905.11946; the Lite variant is TensorFlow's";
constexpr Preparation kTimm = {224, 248, "bicubic", "255", "0.5 0.5 0.5", "0.5 0.5 0.5"};
constexpr std::string_view kVitPaper =
    "Dosovitskiy et al., An Image is Worth 16x16 Words, arXiv:2010.11929";
constexpr std::string_view kDeitPaper =
    "Dosovitskiy et al., An Image is Worth 16x16 Words, arXiv:2010.11929; sizes of Touvron et al., "
    "Training data-efficient image transformers, arXiv:2012.12877";

constexpr std::array<int, 5> kVgg11 = {1, 1, 2, 2, 2};
constexpr std::array<int, 5> kVgg13 = {2, 2, 2, 2, 2};
constexpr std::array<int, 5> kVgg16 = {2, 2, 3, 3, 3};
constexpr std::array<int, 5> kVgg19 = {2, 2, 4, 4, 4};

template <const std::array<int, 5>& depths, bool batch_norm>
constexpr Architecture vgg_row(std::string_view name, std::string_view title) {
  return {name,      title,
          kVggPaper, kTorchvision,
          1000,      [](Net& net, const Spec& spec) { vgg(net, spec, depths, batch_norm); }};
}

constexpr Architecture cifar_row(std::string_view name, std::string_view title,
                                 std::string_view paper, decltype(Architecture::lay_out) lay_out) {
  return {.name = name,
          .title = title,
          .paper = paper,
          .preparation = {32, 0, "bilinear", "255", "0.4914 0.4822 0.4465", "0.247 0.2435 0.2616"},
          .num_classes = 10,
          .lay_out = lay_out,
          .has_width = true,
          .whitening = "whiten.weight"};
}

constexpr std::array<Architecture, 24> kArchitectures = {{
    {"alexnet", "AlexNet",
     "Krizhevsky, One weird trick for parallelizing convolutional neural networks, arXiv:1404.5997",
     kTorchvision, 1000, alexnet},
    vgg_row<kVgg11, false>("vgg11", "VGG-11"),
    vgg_row<kVgg11, true>("vgg11_bn", "VGG-11 with batch norm"),
    vgg_row<kVgg13, false>("vgg13", "VGG-13"),
    vgg_row<kVgg13, true>("vgg13_bn", "VGG-13 with batch norm"),
    vgg_row<kVgg16, false>("vgg16", "VGG-16"),
    vgg_row<kVgg16, true>("vgg16_bn", "VGG-16 with batch norm"),
    vgg_row<kVgg19, false>("vgg19", "VGG-19"),
    vgg_row<kVgg19, true>("vgg19_bn", "VGG-19 with batch norm"),
    {.name = "googlenet",
     .title = "GoogLeNet",
     .paper = "Szegedy et al., Going Deeper with Convolutions, arXiv:1409.4842",
     .preparation = kTorchvision,
     .num_classes = 1000,
     .lay_out = googlenet,
     .auxiliary = "aux1 0.3\naux2 0.3"},
    {.name = "inception_v3",
     .title = "Inception v3",
     .paper = "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, "
              "arXiv:1512.00567",
     .preparation = {299, 342, "bilinear", "255", kMean, kStd},
     .num_classes = 1000,
     .lay_out = inception_v3,
     .auxiliary = "aux1 0.4"},
    {"resnet18", "ResNet-18", kResnetPaper, kTorchvision, 1000,
     [](Net& net, const Spec& spec) { resnet(net, spec, {2, 2, 2, 2}, false); }},
    {"resnet34", "ResNet-34", kResnetPaper, kTorchvision, 1000,
     [](Net& net, const Spec& spec) { resnet(net, spec, {3, 4, 6, 3}, false); }},
    {"resnet50", "ResNet-50", kResnetPaper, kTorchvision, 1000,
     [](Net& net, const Spec& spec) { resnet(net, spec, {3, 4, 6, 3}, true); }},
    {"resnet101", "ResNet-101", kResnetPaper, kTorchvision, 1000,
     [](Net& net, const Spec& spec) { resnet(net, spec, {3, 4, 23, 3}, true); }},
    {.name = "mobilenet_v2",
     .title = "MobileNetV2",
     .paper = "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, "
              "arXiv:1801.04381",
     .preparation = kTorchvision,
     .num_classes = 1000,
     .lay_out = mobilenet_v2,
     .has_width = true},
    {"efficientnet_lite0", "EfficientNet-Lite0", kLitePaper, lite(224, 256), 1000,
     [](Net& net, const Spec& spec) { efficientnet_lite(net, spec, 1.0, 1.0, 0.2F); }},
    {"efficientnet_lite1", "EfficientNet-Lite1", kLitePaper, lite(240, 272), 1000,
     [](Net& net, const Spec& spec) { efficientnet_lite(net, spec, 1.0, 1.1, 0.2F); }},
    {"efficientnet_lite2", "EfficientNet-Lite2", kLitePaper, lite(260, 292), 1000,
     [](Net& net, const Spec& spec) { efficientnet_lite(net, spec, 1.1, 1.2, 0.3F); }},
    {"vit_ti_16", "ViT-Ti/16", kDeitPaper, kTimm, 1000,
     [](Net& net, const Spec& spec) { vision_transformer(net, spec, 192, 3); }},
    {"vit_s_16", "ViT-S/16", kDeitPaper, kTimm, 1000,
     [](Net& net, const Spec& spec) { vision_transformer(net, spec, 384, 6); }},
    {"vit_b_16", "ViT-B/16", kVitPaper, kTimm, 1000,
     [](Net& net, const Spec& spec) { vision_transformer(net, spec, 768, 12); }},
    cifar_row("cifarnet", "CIFAR network for speed runs",
              "In the manner of Jordan, 94% on CIFAR-10 in 3.29 Seconds on a Single GPU, "
              "arXiv:2404.00498",
              cifarnet),
    cifar_row("cifarnet_deep",
              "CIFAR network for speed runs, three convolutions and a shortcut in each block",
              "In the manner of Jordan, 94% on CIFAR-10 in 3.29 Seconds on a Single GPU, "
              "arXiv:2404.00498, of its network for 96%",
              cifarnet_deep),
}};

}  // namespace

std::span<const Architecture> architectures() { return kArchitectures; }

}  // namespace ocelli::graph
