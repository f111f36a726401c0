#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "graph/build/architecture.h"
#include "graph/build/graph_builder.h"

/// The networks by family, one file each. A function lays its layers out in `net`; the classes and
/// the image's size of its spec are filled in.
namespace ocelli::graph {

inline constexpr std::string_view kImage = "input";
inline constexpr std::string_view kLogits = "logits";

/// How the photographs that a network is made for are prepared, at its own size.
struct Preparation {
  int image_size;
  int shortest_edge;  ///< 0: the photograph is brought to exactly the image's size
  std::string_view filter;
  std::string_view divisor, mean, std;
};

/// A row of the table of architectures.
struct Architecture {
  std::string_view name;
  std::string_view title;
  std::string_view paper;
  Preparation preparation;
  int num_classes;
  void (*lay_out)(GraphBuilder& net, const ArchitectureSpec& spec);
  bool has_width = false;
  /// `ocelli.train.auxiliary` and `ocelli.train.whitening`; empty: none.
  std::string_view auxiliary = {};
  std::string_view whitening = {};
};

std::span<const Architecture> architectures();

/// The architecture that the spec names and the spec with every default filled in.
/// kInvalidArgument as `build`.
struct Choice {
  const Architecture* architecture = nullptr;
  ArchitectureSpec spec;
};
Result<Choice> choose(ArchitectureSpec spec);

/// The network without weights. kInvalidArgument as `build`.
Result<GraphBuilder> lay_out(const Choice& choice);

void alexnet(GraphBuilder& net, const ArchitectureSpec& spec);

/// `depths`: the convolutions of each stage.
void vgg(GraphBuilder& net, const ArchitectureSpec& spec, const std::array<int, 5>& depths,
         bool batch_norm);

void googlenet(GraphBuilder& net, const ArchitectureSpec& spec);

void inception_v3(GraphBuilder& net, const ArchitectureSpec& spec);

/// `depths`: the blocks of each stage, of two 3 × 3 convolutions or of a bottleneck.
void resnet(GraphBuilder& net, const ArchitectureSpec& spec, const std::array<int, 4>& depths,
            bool bottleneck);

void mobilenet_v2(GraphBuilder& net, const ArchitectureSpec& spec);

void efficientnet_lite(GraphBuilder& net, const ArchitectureSpec& spec, double width, double depth,
                       float dropout);

void vision_transformer(GraphBuilder& net, const ArchitectureSpec& spec, std::int64_t features,
                        std::int64_t heads);

void cifarnet(GraphBuilder& net, const ArchitectureSpec& spec);
void cifarnet_deep(GraphBuilder& net, const ArchitectureSpec& spec);

/// Channels as the mobile networks count them: the nearest multiple of `divisor`, at least that, and
/// not more than a tenth below `channels`.
std::int64_t round_channels(double channels, std::int64_t divisor = 8);

}  // namespace ocelli::graph
