#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "onnx/model.h"
#include "result.h"

namespace ocelli::graph {

/// Which network to build.
struct ArchitectureSpec {
  std::string name;              ///< one of `architecture_names()`
  std::int64_t num_classes = 0;  ///< at least 2; 0: as many as `labels`, else the network's own
  std::int64_t image_size = 0;   ///< side of the square input in pixels; 0: the network's own
  double width = 1.0;            ///< factor on the channels; mobilenet_v2 and cifarnet only
  std::uint64_t seed = 0;        ///< of the random weights
  bool auxiliary = true;         ///< GoogLeNet and Inception v3: with their auxiliary heads
  /// Display names in output order; empty: "class 0", "class 1", …
  std::vector<std::string> labels;
};

/// Names that `build` knows, in families: "alexnet", "vgg11", "vgg11_bn", …, "vit_b_16".
std::vector<std::string> architecture_names();

/// A network with random weights as an ONNX model of opset 17: input "input", N × 3 × S × S float32,
/// output "logits", N × classes. Tensors are called as in the state dict of torchvision (timm for
/// EfficientNet-Lite and ViT), and have its shapes. The same spec gives the same bits everywhere; a
/// tensor's values depend on the seed, its name, its shape and its layer's rule alone.
///
/// The model carries a whole card and, for the trainer, in `metadata_props`:
/// - `ocelli.train.auxiliary`: further outputs whose loss is added to that of "logits", one a line,
///   name and weight ("aux1 0.3"). They give logits of the same classes;
/// - `ocelli.train.frozen`: float tensors that training leaves as they are, one a line;
/// - `ocelli.train.whitening`: the convolution's weight (2d × C × k × k, d = C·k·k) to be filled,
///   before training, from the prepared photographs' k × k patches: the first d filters are the
///   eigenvectors of their covariance, each divided by √(eigenvalue + ε), the others their negatives.
///
/// kInvalidArgument: an unknown name, or a value out of range for the network; the message names the
/// parameter, what was expected and what came.
Result<onnx::Model> build(const ArchitectureSpec& spec);

/// Elements of the model's initializers without the running statistics of batch norms: what PyTorch
/// counts as parameters.
std::int64_t parameter_count(const onnx::Model& model);

/// The model for deployment: without the outputs that `ocelli.train.auxiliary` names and what only
/// they need, and without that key. Other models come back as they were.
onnx::Model drop_auxiliary(onnx::Model model);

}  // namespace ocelli::graph
