#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../golden/card_cases.h"
#include "model/read_card.h"
#include "model_onnx_writer.h"
#include "model_test_cards.h"

namespace ocelli {
namespace {

using test::graph;
using test::onnx_file;
using test::small_card;
using test::value_info;

using Bytes = std::vector<std::uint8_t>;

std::string read_error(const Bytes& file, const std::vector<CardEntry>& overrides = {}) {
  const Result<ModelCard> card = read_card(file, overrides);
  if (card) return "";
  return std::string(error_name(card.error().code)) + ": " + card.error().message;
}

TEST(ReadCard, AFileOfTheOnnxPackageGivesItsCardWhereverTheMetadataStands) {
  for (const Bytes& file : {card_cases::kMetadataLast, card_cases::kMetadataFirst}) {
    const Result<ModelCard> card = read_card(file);
    ASSERT_TRUE(card.ok()) << card.error().message;
    EXPECT_EQ(card.value().title, "Drei Fälle");
    EXPECT_EQ(card.value().labels, (std::vector<std::string>{"ant", "bee", "wasp"}));
    EXPECT_EQ(card.value().preprocess.input_height, 2);
    EXPECT_EQ(card.value().entries.size(), 9U);
    EXPECT_EQ(card.value().entries.front(), (CardEntry{"ocelli.version", "1"}));
  }
}

TEST(ReadCard, OnlyKeysOfOursAreAmongTheEntries) {
  const auto entries = read_card_entries(card_cases::kMetadataLast);
  ASSERT_TRUE(entries.ok());
  for (const CardEntry& entry : entries.value()) EXPECT_EQ(entry.first.rfind("ocelli.", 0), 0U);
}

TEST(ReadCard, AModelWithoutACardIsSoundAndHasNone) {
  const auto entries = read_card_entries(card_cases::kNoCard);
  ASSERT_TRUE(entries.ok());
  EXPECT_TRUE(entries.value().empty());
  EXPECT_FALSE(has_card(card_cases::kNoCard).value());
  EXPECT_TRUE(has_card(card_cases::kMetadataFirst).value());
  EXPECT_EQ(read_error(card_cases::kNoCard),
            "invalid-card: ocelli.version: expected 1, the version that is read here, got nothing: "
            "the key is missing");
}

TEST(ReadCard, OverridesMakeACardForAModelWithoutOne) {
  const auto entries = test::small_card_with({{"ocelli.title", "Mine"}});
  const Result<ModelCard> card = read_card(card_cases::kNoCard, entries);
  ASSERT_TRUE(card.ok()) << card.error().message;
  EXPECT_EQ(card.value().title, "Mine");
}

TEST(ReadCard, OverridesReplaceAddAndTakeAway) {
  const Bytes file = onnx_file(test::small_card_with({{"ocelli.unsure.below", "0.5"}}),
                               graph({value_info("y", {-7, 3})}));
  const Result<ModelCard> card = read_card(
      file,
      {{"ocelli.title", "New"}, {"ocelli.unsure.below", ""}, {"ocelli.output.temperature", "2"}});
  ASSERT_TRUE(card.ok()) << card.error().message;
  EXPECT_EQ(card.value().title, "New");
  EXPECT_FALSE(card.value().unsure_below.has_value());
  EXPECT_EQ(card.value().temperature, 2.0F);
  EXPECT_EQ(card.value().entries[2], (CardEntry{"ocelli.title", "New"}));
  EXPECT_EQ(card.value().entries.back(), (CardEntry{"ocelli.output.temperature", "2"}));
}

TEST(ReadCard, OverridesAreCheckedLikeAnyEntry) {
  const Bytes file = onnx_file(small_card(), graph({value_info("y", {-7, 3})}));
  EXPECT_NE(read_error(file, {{"title", "x"}}).find("card key: expected"), std::string::npos);
  EXPECT_EQ(read_error(file, {{"ocelli.title", "x"}, {"ocelli.title", "y"}}),
            "invalid-card: ocelli.title: expected once, got it twice");
  EXPECT_NE(read_error(file, {{"ocelli.title", ""}}).find("ocelli.title: expected"),
            std::string::npos);
}

TEST(ReadCard, AKeyThatStandsTwiceIsAnError) {
  auto entries = small_card();
  entries.emplace_back("ocelli.title", "Again");
  const Bytes file = onnx_file(entries, graph({value_info("y", {-7, 3})}));
  EXPECT_EQ(read_error(file), "invalid-card: ocelli.title: expected once, got it twice");
  EXPECT_FALSE(read_card_entries(file).ok());
  EXPECT_FALSE(has_card(file).ok());
}

TEST(ReadCard, ForeignKeysMayStandTwice) {
  auto entries = small_card();
  entries.emplace_back("note", "a");
  entries.emplace_back("note", "b");
  EXPECT_EQ(read_error(onnx_file(entries, graph({value_info("y", {-7, 3})}))), "");
}

TEST(ReadCard, LabelsHaveToMatchTheOutputsWidth) {
  EXPECT_EQ(read_error(card_cases::kFourWide),
            "invalid-card: ocelli.labels: 3 labels expect an output of width 3, got output logits "
            "of width 4");
  EXPECT_EQ(read_error(onnx_file(small_card(), graph({value_info("y", {1, 3})}))), "");
  EXPECT_EQ(read_error(onnx_file(small_card(), graph({value_info("y", {3})}))), "");
}

TEST(ReadCard, AnOutputWhoseWidthIsOpenIsLeftToTheRun) {
  for (const std::int64_t open : {std::int64_t{-7}, std::int64_t{0}, std::int64_t{-1}}) {
    EXPECT_EQ(read_error(onnx_file(small_card(), graph({value_info("y", {5, open})}))), "");
  }
  EXPECT_EQ(read_error(onnx_file(small_card(), graph({value_info("y", {})}))), "");
  const std::string untyped = test::WireWriter().message(1, "y").str();
  EXPECT_EQ(read_error(onnx_file(small_card(), graph({untyped}))), "");
}

TEST(ReadCard, BinaryTakesOneLogitUnderSigmoidAndTwoUnderSoftmax) {
  const auto error = [](const std::string& activation, std::int64_t width) {
    return read_error(
        onnx_file(test::binary_card(activation), graph({value_info("y", {1, width})})));
  };
  EXPECT_EQ(error("sigmoid", 1), "");
  EXPECT_EQ(error("softmax", 2), "");
  EXPECT_EQ(error("none", 1), "");
  EXPECT_EQ(error("none", 2), "");
  EXPECT_NE(error("sigmoid", 2).find("width 1 (binary with sigmoid), got output y of width 2"),
            std::string::npos);
  EXPECT_NE(error("softmax", 1).find("width 2 (binary with softmax), got output y of width 1"),
            std::string::npos);
  EXPECT_NE(error("none", 3).find("width 1 or 2 (binary)"), std::string::npos);
}

TEST(ReadCard, SeveralOutputsNeedNames) {
  EXPECT_EQ(read_error(card_cases::kTwoOutputs),
            "invalid-card: ocelli.output.names: expected, since the graph has several outputs "
            "(logits, features), got nothing: the key is missing");
  EXPECT_EQ(read_error(card_cases::kTwoOutputs, {{"ocelli.output.names", "features"}}), "");
  EXPECT_EQ(read_error(card_cases::kTwoOutputs, {{"ocelli.output.names", "softmax"}}),
            "invalid-card: ocelli.output.names: expected names of the graph's outputs (logits, "
            "features), got softmax");
}

TEST(ReadCard, TheFirstNamedOutputIsTheOneThatLabelsSpeakOf) {
  const std::string two = graph({value_info("boxes", {1, 4}), value_info("scores", {1, 3})});
  const auto named = [&](const std::string& names) {
    return read_error(onnx_file(test::small_card_with({{"ocelli.output.names", names}}), two));
  };
  EXPECT_EQ(named("scores\nboxes"), "");
  EXPECT_NE(named("boxes\nscores").find("output boxes of width 4"), std::string::npos);
}

TEST(ReadCard, OtherTasksDoNotCompareLabelsWithTheWidth) {
  const auto entries =
      test::small_card_with({{"ocelli.task", "segmentation"}, {"ocelli.decoder", "argmax"}});
  EXPECT_EQ(read_error(onnx_file(entries, graph({value_info("y", {1, 3, 64, 65})}))), "");
}

TEST(ReadCard, AGraphWithoutOutputsIsNoModel) {
  EXPECT_EQ(read_error(onnx_file(small_card(), graph({}))),
            "invalid-model: model: expected a graph with an output, got none");
}

}  // namespace
}  // namespace ocelli
