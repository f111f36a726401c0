#include "model/model_card.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "model_test_cards.h"

namespace ocelli {
namespace {

using test::binary_card;
using test::cropping_card;
using test::small_card;
using test::small_card_with;

ModelCard card_of(const std::vector<CardEntry>& entries) {
  Result<ModelCard> card = make_card(entries);
  EXPECT_TRUE(card.ok()) << (card.ok() ? "" : card.error().message);
  return card.ok() ? std::move(card).value() : ModelCard{};
}

TEST(ModelCard, TheSmallestCardGetsEveryDefaultOfTheFormat) {
  const ModelCard card = card_of(small_card());
  EXPECT_EQ(card.version, 1);
  EXPECT_EQ(card.task, Task::kMultiClass);
  EXPECT_EQ(card.title, "Insects");
  EXPECT_EQ(card.licence, "CC0-1.0");
  EXPECT_EQ(card.source, "");
  EXPECT_EQ(card.labels, (std::vector<std::string>{"ant", "bee", "wasp"}));
  EXPECT_TRUE(card.label_ids.empty());
  EXPECT_TRUE(card.output_names.empty());
  EXPECT_EQ(card.activation, Activation::kSoftmax);
  EXPECT_EQ(card.temperature, 1.0F);
  EXPECT_EQ(card.thresholds, (std::vector<float>{0.5F, 0.5F, 0.5F}));
  EXPECT_FALSE(card.unsure_below.has_value());
  EXPECT_FALSE(card.golden.has_value());
  EXPECT_EQ(card.decoder.name, "");
  EXPECT_EQ(card.entries, small_card());
}

TEST(ModelCard, TheSmallestCardGetsEveryDefaultOfPreprocessing) {
  const PreprocessSpec spec = card_of(small_card()).preprocess;
  EXPECT_EQ(spec.input_height, 4);
  EXPECT_EQ(spec.input_width, 6);
  EXPECT_EQ(spec.channels, Channels::kRgb);
  EXPECT_EQ(spec.layout, Layout::kNchw);
  EXPECT_EQ(spec.resize_mode, ResizeMode::kExact);
  EXPECT_EQ(spec.resize_height, 4);
  EXPECT_EQ(spec.resize_width, 6);
  EXPECT_EQ(spec.shortest_edge, 0);
  EXPECT_EQ(spec.filter, ResizeFilter::kBilinear);
  EXPECT_EQ(spec.fill, (std::array<std::uint8_t, 3>{0, 0, 0}));
  EXPECT_EQ(spec.shrink, 0);
  EXPECT_FALSE(spec.crop.has_value());
  EXPECT_EQ(spec.crop_rounding, CropRounding::kHalfEven);
  EXPECT_EQ(spec.divisor, 255.0F);
  EXPECT_EQ(spec.mean, (std::array<float, 3>{0.0F, 0.0F, 0.0F}));
  EXPECT_EQ(spec.std_dev, (std::array<float, 3>{1.0F, 1.0F, 1.0F}));
}

TEST(ModelCard, EveryOptionalKeyIsTakenOver) {
  const ModelCard card =
      card_of(test::with(cropping_card(), {{"ocelli.source", "https://example.org"},
                                           {"ocelli.data", "photographs"},
                                           {"ocelli.accuracy", "88 %\nof 1,000"},
                                           {"ocelli.label-ids", "n1\nn2\nn3"},
                                           {"ocelli.input.channels", "bgr"},
                                           {"ocelli.input.layout", "nhwc"},
                                           {"ocelli.resize.filter", "lanczos"},
                                           {"ocelli.resize.fill", "0 127 255"},
                                           {"ocelli.resize.shrink", "2"},
                                           {"ocelli.crop.rounding", "floor"},
                                           {"ocelli.normalize.divisor", "1"},
                                           {"ocelli.normalize.mean", "127 1.5 -3e1"},
                                           {"ocelli.normalize.std", "128 0.229 1"},
                                           {"ocelli.output.names", "logits"},
                                           {"ocelli.output.temperature", "0.78"},
                                           {"ocelli.thresholds", "0 0.25 1"},
                                           {"ocelli.unsure.below", "0.6"}}));
  EXPECT_EQ(card.source, "https://example.org");
  EXPECT_EQ(card.data, "photographs");
  EXPECT_EQ(card.accuracy, "88 %\nof 1,000");
  EXPECT_EQ(card.label_ids, (std::vector<std::string>{"n1", "n2", "n3"}));
  EXPECT_EQ(card.output_names, std::vector<std::string>{"logits"});
  EXPECT_EQ(card.temperature, 0.78F);
  EXPECT_EQ(card.thresholds, (std::vector<float>{0.0F, 0.25F, 1.0F}));
  EXPECT_EQ(card.unsure_below, 0.6F);
  const PreprocessSpec& spec = card.preprocess;
  EXPECT_EQ(spec.channels, Channels::kBgr);
  EXPECT_EQ(spec.layout, Layout::kNhwc);
  EXPECT_EQ(spec.resize_mode, ResizeMode::kShortestEdge);
  EXPECT_EQ(spec.shortest_edge, 256);
  EXPECT_EQ(spec.resize_height, 0);
  EXPECT_EQ(spec.filter, ResizeFilter::kLanczos);
  EXPECT_EQ(spec.fill, (std::array<std::uint8_t, 3>{0, 127, 255}));
  EXPECT_EQ(spec.shrink, 2);
  ASSERT_TRUE(spec.crop.has_value());
  EXPECT_EQ(spec.crop->height, 224);
  EXPECT_EQ(spec.crop->width, 224);
  EXPECT_EQ(spec.crop_rounding, CropRounding::kFloor);
  EXPECT_EQ(spec.divisor, 1.0F);
  EXPECT_EQ(spec.mean, (std::array<float, 3>{127.0F, 1.5F, -30.0F}));
  EXPECT_EQ(spec.std_dev, (std::array<float, 3>{128.0F, 0.229F, 1.0F}));
}

TEST(ModelCard, EveryWordForTaskFilterModeAndActivationIsKnown) {
  const std::vector<std::pair<std::string, ResizeFilter>> filters = {
      {"box", ResizeFilter::kBox},
      {"bilinear", ResizeFilter::kBilinear},
      {"hamming", ResizeFilter::kHamming},
      {"bicubic", ResizeFilter::kBicubic},
      {"lanczos", ResizeFilter::kLanczos}};
  for (const auto& [name, filter] : filters) {
    EXPECT_EQ(card_of(small_card_with({{"ocelli.resize.filter", name}})).preprocess.filter, filter);
  }
  const std::vector<std::pair<std::string, Task>> tasks = {{"multi-class", Task::kMultiClass},
                                                           {"multi-label", Task::kMultiLabel},
                                                           {"detection", Task::kDetection},
                                                           {"segmentation", Task::kSegmentation},
                                                           {"embedding", Task::kEmbedding}};
  for (const auto& [name, task] : tasks) {
    EXPECT_EQ(card_of(small_card_with({{"ocelli.task", name},
                                       {"ocelli.decoder", "yolox"},
                                       {"ocelli.output.activation", "sigmoid"}}))
                  .task,
              task);
  }
  EXPECT_EQ(card_of(binary_card("none")).task, Task::kBinary);
  EXPECT_EQ(card_of(binary_card("none")).activation, Activation::kNone);
  EXPECT_EQ(card_of(binary_card("sigmoid")).activation, Activation::kSigmoid);
}

TEST(ModelCard, ALetterboxIsResizedToTheInputsSize) {
  for (const auto& [name, mode] :
       {std::pair("letterbox-center", ResizeMode::kLetterboxCenter),
        std::pair("letterbox-top-left", ResizeMode::kLetterboxTopLeft)}) {
    const auto changes = small_card_with({{"ocelli.resize.mode", name}});
    for (const auto& entries : {changes, test::without(changes, "ocelli.resize.size")}) {
      const PreprocessSpec spec = card_of(entries).preprocess;
      EXPECT_EQ(spec.resize_mode, mode);
      EXPECT_EQ(spec.resize_height, 4);
      EXPECT_EQ(spec.resize_width, 6);
    }
  }
}

TEST(ModelCard, NoneResizesNothingWithOrWithoutACrop) {
  const auto bare =
      test::without(small_card_with({{"ocelli.resize.mode", "none"}}), "ocelli.resize.size");
  EXPECT_EQ(card_of(bare).preprocess.resize_mode, ResizeMode::kNone);
  EXPECT_EQ(card_of(bare).preprocess.resize_height, 0);
  EXPECT_TRUE(card_of(test::with(bare, {{"ocelli.crop.size", "4 6"}})).preprocess.crop.has_value());
}

TEST(ModelCard, ExactMayResizeToAnotherSizeWhereACropFollows) {
  const PreprocessSpec spec =
      card_of(small_card_with({{"ocelli.resize.size", "8 9"}, {"ocelli.crop.size", "4 6"}}))
          .preprocess;
  EXPECT_EQ(spec.resize_height, 8);
  EXPECT_EQ(spec.resize_width, 9);
  EXPECT_EQ(spec.crop->height, 4);
}

TEST(ModelCard, GreyHasOneMeanAndOneStd) {
  const PreprocessSpec spec = card_of(small_card_with({{"ocelli.input.channels", "grey"},
                                                       {"ocelli.normalize.mean", "0.1307"},
                                                       {"ocelli.normalize.std", "0.3081"}}))
                                  .preprocess;
  EXPECT_EQ(spec.channels, Channels::kGrey);
  EXPECT_EQ(channel_count(spec.channels), 1);
  EXPECT_EQ(spec.mean[0], 0.1307F);
  EXPECT_EQ(spec.std_dev[0], 0.3081F);
}

TEST(ModelCard, OneThresholdCountsForEveryLabel) {
  EXPECT_EQ(card_of(small_card_with({{"ocelli.thresholds", "0.25"}})).thresholds,
            (std::vector<float>{0.25F, 0.25F, 0.25F}));
}

TEST(ModelCard, AnEmbeddingNeedsNeitherLabelsNorActivation) {
  auto entries = small_card_with({{"ocelli.task", "embedding"}, {"ocelli.thresholds", "0.5"}});
  entries = test::without(test::without(entries, "ocelli.labels"), "ocelli.output.activation");
  const ModelCard card = card_of(entries);
  EXPECT_TRUE(card.labels.empty());
  EXPECT_TRUE(card.thresholds.empty());
}

TEST(ModelCard, DecoderParametersKeepTheirOrderAndLoseTheirPrefix) {
  const ModelCard card = card_of(small_card_with({{"ocelli.task", "detection"},
                                                  {"ocelli.decoder", "yolox"},
                                                  {"ocelli.decoder.strides", "8 16 32"},
                                                  {"ocelli.decoder.nms.overlap", "0.65"}}));
  EXPECT_EQ(card.decoder.name, "yolox");
  EXPECT_EQ(card.decoder.parameters,
            (std::vector<CardEntry>{{"strides", "8 16 32"}, {"nms.overlap", "0.65"}}));
}

TEST(ModelCard, UnknownKeysAreKeptAndOtherwiseIgnored) {
  const ModelCard card = card_of(small_card_with({{"ocelli.future", "Grüße\t\n✓"}}));
  EXPECT_EQ(card.entries.back(), (CardEntry{"ocelli.future", "Grüße\t\n✓"}));
}

TEST(ModelCard, GoldenValuesAreOneLineAnOutput) {
  const ModelCard card = card_of(small_card_with({{"ocelli.output.names", "a\nb"},
                                                  {"ocelli.golden.seed", "4294967295"},
                                                  {"ocelli.golden.values", "1 -2 -0.5 2\n3 3 3"},
                                                  {"ocelli.golden.tolerance", "1e-3"}}));
  ASSERT_TRUE(card.golden.has_value());
  EXPECT_EQ(card.golden->seed, 4294967295U);
  EXPECT_EQ(card.golden->tolerance, 0.001F);
  ASSERT_EQ(card.golden->values.size(), 2U);
  EXPECT_EQ(card.golden->values[0], (std::vector<float>{1.0F, -2.0F, -0.5F, 2.0F}));
  EXPECT_EQ(card.golden->values[1], (std::vector<float>{3.0F, 3.0F, 3.0F}));
}

}  // namespace
}  // namespace ocelli
