#include <limits>

#include <gtest/gtest.h>

#include "graph/build/architecture.h"
#include "model/model_card.h"
#include "model/read_card.h"
#include "model_file.h"
#include "onnx/write_model.h"

namespace ocelli::graph {
namespace {

ArchitectureSpec named(const std::string& name) {
  ArchitectureSpec spec;
  spec.name = name;
  return spec;
}

onnx::Model built(const ArchitectureSpec& spec) {
  Result<onnx::Model> model = build(spec);
  EXPECT_TRUE(model) << model.error().message;
  return std::move(model).value();
}

std::string entry(const onnx::Model& model, const std::string& key) {
  for (const auto& [name, value] : model.metadata_props) {
    if (name == key) return value;
  }
  return "(none)";
}

std::vector<std::string> output_names(const onnx::Model& model) {
  std::vector<std::string> names;
  for (const onnx::ValueInfo& output : model.graph.outputs) names.push_back(output.name);
  return names;
}

// One of each family that is small enough to be drawn often.
const std::vector<std::string> kSmall = {"googlenet",          "resnet18",  "mobilenet_v2",
                                         "efficientnet_lite0", "vit_ti_16", "cifarnet"};

TEST(BuiltModel, IsReadBackWithACardThatFitsTheGraph) {
  for (const std::string& name : kSmall) {
    SCOPED_TRACE(name);
    const std::string file = onnx::write_model(built(named(name)));
    const auto read = onnx::read_model(onnx::bytes_of(file));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read.value().opset(), 17);
    const Result<ModelCard> card = read_card(onnx::bytes_of(file));
    ASSERT_TRUE(card) << card.error().message;
    EXPECT_EQ(card.value().labels.size(), name == "cifarnet" ? 10U : 1000U);
    EXPECT_EQ(card.value().activation, Activation::kSoftmax);
  }
}

TEST(BuiltModel, TheCardPreparesPhotographsAsTheReferenceDoesAndScalesWithTheImageSize) {
  ArchitectureSpec spec = named("resnet18");
  EXPECT_EQ(entry(built(spec), "ocelli.resize.size"), "256");
  spec.image_size = 64;
  const onnx::Model small = built(spec);
  EXPECT_EQ(entry(small, "ocelli.resize.size"), "73");
  EXPECT_EQ(entry(small, "ocelli.crop.size"), "64 64");
  EXPECT_EQ(entry(small, "ocelli.normalize.mean"), "0.485 0.456 0.406");
  EXPECT_EQ(small.graph.inputs[0].shape->at(2).value, 64);
  EXPECT_EQ(small.graph.inputs[0].shape->at(0).parameter, "N");
  const onnx::Model cifar = built(named("cifarnet"));
  EXPECT_EQ(entry(cifar, "ocelli.resize.mode"), "exact");
  EXPECT_EQ(entry(cifar, "ocelli.resize.size"), "32 32");
}

TEST(BuiltModel, LabelsSetTheNumberOfClasses) {
  ArchitectureSpec spec = named("cifarnet");
  spec.labels = {"dress", "hat", "shoe"};
  const onnx::Model model = built(spec);
  EXPECT_EQ(entry(model, "ocelli.labels"), "dress\nhat\nshoe");
  EXPECT_EQ(model.graph.outputs[0].shape->at(1).value, 3);
}

TEST(BuiltModel, TheSameSeedGivesTheSameBitsAndAnotherOtherOnes) {
  ArchitectureSpec spec = named("cifarnet");
  EXPECT_EQ(built(spec), built(spec));
  const onnx::Model first = built(spec);
  spec.seed = 1;
  const onnx::Model second = built(spec);
  EXPECT_NE(first.graph.initializers[0].bytes, second.graph.initializers[0].bytes);
}

TEST(BuiltModel, ClassesChangeTheHeadAndNoOtherTensor) {
  ArchitectureSpec spec = named("mobilenet_v2");
  spec.width = 0.35;
  const onnx::Model own = built(spec);
  spec.num_classes = 7;
  const onnx::Model seven = built(spec);
  for (std::size_t i = 0; i < own.graph.initializers.size(); ++i) {
    const auto& tensor = own.graph.initializers[i];
    EXPECT_EQ(tensor == seven.graph.initializers[i], !tensor.name.starts_with("classifier.1"))
        << tensor.name;
  }
}

TEST(BuiltModel, NotesForTheTrainerWhatItWeighsFreezesAndWhitens) {
  const onnx::Model cifar = built(named("cifarnet"));
  EXPECT_EQ(entry(cifar, "ocelli.train.whitening"), "whiten.weight");
  EXPECT_EQ(entry(cifar, "ocelli.train.frozen"),
            "whiten.weight\nblock1.norm1.weight\nblock1.norm2.weight\nblock2.norm1.weight\n"
            "block2.norm2.weight\nblock3.norm1.weight\nblock3.norm2.weight");
  const onnx::Model google = built(named("googlenet"));
  EXPECT_EQ(output_names(google), (std::vector<std::string>{"logits", "aux1", "aux2"}));
  EXPECT_EQ(entry(google, "ocelli.train.auxiliary"), "aux1 0.3\naux2 0.3");
  EXPECT_EQ(entry(google, "ocelli.output.names"), "logits");
  EXPECT_EQ(entry(built(named("resnet18")), "ocelli.train.frozen"), "(none)");
}

TEST(DropAuxiliary, LeavesTheNetworkThatIsBuiltWithoutThem) {
  for (const std::string name : {"googlenet", "inception_v3"}) {
    ArchitectureSpec spec = named(name);
    const onnx::Model dropped = drop_auxiliary(built(spec));
    spec.auxiliary = false;
    const onnx::Model without = built(spec);
    EXPECT_EQ(dropped.graph, without.graph) << name;
    EXPECT_EQ(entry(dropped, "ocelli.train.auxiliary"), "(none)");
    EXPECT_EQ(entry(dropped, "ocelli.train.frozen"), "(none)");
    EXPECT_EQ(parameter_count(dropped), name == "googlenet" ? 6'624'904 : 23'834'568);
  }
}

TEST(DropAuxiliary, LeavesOtherModelsAsTheyAre) {
  const onnx::Model cifar = built(named("cifarnet"));
  EXPECT_EQ(drop_auxiliary(cifar), cifar);
}

std::string refusal(const ArchitectureSpec& spec) {
  const Result<onnx::Model> model = build(spec);
  return model ? "none"
               : std::string(error_name(model.error().code)) + ": " + model.error().message;
}

TEST(Refusal, NamesTheParameterWhatWasExpectedAndWhatCame) {
  EXPECT_TRUE(refusal(named("resnet19"))
                  .starts_with("invalid-argument: architecture: expected one of alexnet, vgg11, "));
  EXPECT_TRUE(refusal(named("resnet19")).ends_with("cifarnet_deep, got 'resnet19'"));
  ArchitectureSpec spec = named("resnet18");
  spec.num_classes = 1;
  EXPECT_EQ(refusal(spec), "invalid-argument: number of classes: expected 2 to 65536, got 1");
  spec.num_classes = 3;
  spec.labels = {"a", "b"};
  EXPECT_EQ(refusal(spec), "invalid-argument: labels: expected one for each of 3 classes, got 2");
  spec.num_classes = 0;
  spec.labels = {"a", "a"};
  EXPECT_TRUE(refusal(spec).starts_with("invalid-card: ocelli.labels")) << refusal(spec);
  spec.labels = {};
  spec.width = 0.5;
  EXPECT_EQ(refusal(spec), "invalid-argument: width: expected 1 for resnet18, got 0.500000");
}

TEST(Refusal, OfAnImageThatIsTooSmallNamesTheLayerThatSeesNothing) {
  ArchitectureSpec spec = named("alexnet");
  spec.image_size = 32;
  EXPECT_EQ(
      refusal(spec),
      "invalid-argument: image size: expected more pixels, got 32: 'features.10/Relu/MaxPool' "
      "looks at 3 where 1 remain");
  spec = named("vit_ti_16");
  spec.image_size = 100;
  EXPECT_EQ(refusal(spec), "invalid-argument: image size: expected a multiple of 16, got 100");
  spec.image_size = -1;
  EXPECT_EQ(refusal(spec), "invalid-argument: image size: expected 1 to 4096, got -1");
}

TEST(Refusal, WidthIsANumberAboveZero) {
  ArchitectureSpec spec = named("mobilenet_v2");
  for (const double width : {0.0, -1.0, 4.5, std::numeric_limits<double>::quiet_NaN()}) {
    spec.width = width;
    EXPECT_TRUE(refusal(spec).starts_with("invalid-argument: width: expected above 0, at most 4"))
        << width;
  }
}

}  // namespace
}  // namespace ocelli::graph
