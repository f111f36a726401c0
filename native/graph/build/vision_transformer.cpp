#include <cmath>
#include <string>

#include "graph/build/attributes.h"
#include "graph/build/families.h"

namespace ocelli::graph {
namespace {

constexpr std::int64_t kPatch = 16;
constexpr float kEpsilon = 1e-6F;

struct Sizes {
  std::int64_t tokens, features, heads;
  [[nodiscard]] std::int64_t head_features() const { return features / heads; }
};

Value reshape(GraphBuilder& net, const Value& x, const std::vector<std::int64_t>& shape,
              std::vector<std::int64_t> without_batch) {
  return net.node("Reshape", {x.name, net.whole_numbers(shape)}, {}, std::move(without_batch));
}

// The class token, once for each image of the batch, N × 1 × features.
Value class_token(GraphBuilder& net, const Value& patches, const Sizes& sizes) {
  const std::string token = net.parameter("cls_token", {1, 1, sizes.features}, normal(1e-6));
  const Value batch =
      net.node("Shape", {patches.name}, {integer("start", 0), integer("end", 1)}, {}, "batch");
  const Value shape = net.node("Concat", {batch.name, net.whole_numbers({1, sizes.features})},
                               {integer("axis", 0)}, {}, "cls_token/shape");
  return net.node("Expand", {token, shape.name}, {}, {1, sizes.features});
}

// Patches to tokens, (N · tokens) × features: every linear layer is then a plain Gemm, whose weight
// keeps PyTorch's shape.
Value embed(GraphBuilder& net, const Value& image, const Sizes& sizes) {
  const std::int64_t count = sizes.tokens - 1;
  Value x = net.conv("patch_embed.proj", image,
                     {.out = sizes.features, .kernel = kPatch, .stride = kPatch, .bias = true});
  x = reshape(net, x, {0, sizes.features, count}, {sizes.features, count});
  x = net.node("Transpose", {x.name}, {integers("perm", {0, 2, 1})}, {count, sizes.features});
  const Value token = class_token(net, x, sizes);
  x = net.node("Concat", {token.name, x.name}, {integer("axis", 1)}, {sizes.tokens, sizes.features},
               "tokens");
  const std::string position =
      net.parameter("pos_embed", {1, sizes.tokens, sizes.features}, normal(0.02));
  x = net.node("Add", {x.name, position}, {}, x.shape);
  return reshape(net, x, {-1, sizes.features}, {sizes.features});
}

Value heads(GraphBuilder& net, const Value& x, const Sizes& sizes, std::vector<std::int64_t> perm) {
  const std::int64_t each = sizes.head_features();
  const Value apart =
      reshape(net, x, {-1, sizes.tokens, sizes.heads, each}, {sizes.tokens, sizes.heads, each});
  return net.node("Transpose", {apart.name}, {integers("perm", std::move(perm))},
                  {sizes.heads, sizes.tokens, each});
}

Value attention(GraphBuilder& net, const std::string& name, const Value& x, const Sizes& sizes) {
  const Value all = net.linear(name + ".qkv", x, 3 * sizes.features);
  const std::vector<Value> parts = net.split(all, 3);
  const Value query = heads(net, parts[0], sizes, {0, 2, 1, 3});
  const Value key = heads(net, parts[1], sizes, {0, 2, 3, 1});
  const Value value = heads(net, parts[2], sizes, {0, 2, 1, 3});
  const float scale = 1.0F / std::sqrt(static_cast<float>(sizes.head_features()));
  const Value scaled = net.node("Mul", {query.name, net.scalar(scale)}, {}, query.shape);
  Value weights = net.node("MatMul", {scaled.name, key.name}, {},
                           {sizes.heads, sizes.tokens, sizes.tokens}, name + ".scores");
  weights = net.node("Softmax", {weights.name}, {integer("axis", -1)}, weights.shape);
  Value mixed = net.node("MatMul", {weights.name, value.name}, {}, value.shape, name + ".mixed");
  mixed = net.node("Transpose", {mixed.name}, {integers("perm", {0, 2, 1, 3})}, {});
  return net.linear(name + ".proj", reshape(net, mixed, {-1, sizes.features}, {sizes.features}),
                    sizes.features);
}

Value block(GraphBuilder& net, const std::string& name, const Value& x, const Sizes& sizes) {
  const Value attended =
      attention(net, name + ".attn", net.layer_norm(name + ".norm1", x, kEpsilon), sizes);
  const Value y = net.add(x, attended);
  Value hidden = net.layer_norm(name + ".norm2", y, kEpsilon);
  hidden = net.gelu(net.linear(name + ".mlp.fc1", hidden, 4 * sizes.features));
  return net.add(y, net.linear(name + ".mlp.fc2", hidden, sizes.features));
}

}  // namespace

void vision_transformer(GraphBuilder& net, const ArchitectureSpec& spec, std::int64_t features,
                        std::int64_t head_count) {
  constexpr int kBlocks = 12;
  if (spec.image_size % kPatch != 0) {
    net.fail("image size: expected a multiple of " + std::to_string(kPatch) + ", got " +
             std::to_string(spec.image_size));
  }
  net.rules({.linear = [](const Fans&) { return normal(0.02); }, .linear_bias = zeros});
  const std::int64_t side = spec.image_size / kPatch;
  const Sizes sizes{side * side + 1, features, head_count};
  Value x = embed(net, net.input(std::string(kImage), 3, spec.image_size), sizes);
  for (int i = 0; i < kBlocks; ++i) x = block(net, "blocks." + std::to_string(i), x, sizes);
  x = reshape(net, x, {-1, sizes.tokens, features}, {sizes.tokens, features});
  // The last norm looks at each token by itself: only the class token's is needed.
  x = net.node("Gather", {x.name, net.whole_number(0)}, {integer("axis", 1)}, {features}, "token");
  net.output(std::string(kLogits),
             net.linear("head", net.layer_norm("norm", x, kEpsilon), spec.num_classes));
}

}  // namespace ocelli::graph
