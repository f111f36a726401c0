#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "model/model_card.h"
#include "model_test_cards.h"

namespace ocelli {
namespace {

using test::binary_card;
using test::card_error;
using test::cropping_card;
using test::small_card;
using test::small_card_with;
using test::without;

// The message for the small card with one value changed.
std::string error_with(const std::string& key, const std::string& value) {
  return card_error(small_card_with({{key, value}}));
}

// Each value must be refused by a message that begins with the key and ends with what came.
void expect_refused(const std::string& key, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    const std::string message = error_with(key, value);
    EXPECT_EQ(message.rfind("invalid-card: " + key + ": expected ", 0), 0U)
        << key << " = \"" << value << "\": " << message;
    EXPECT_NE(message.find("got \""), std::string::npos) << message;
  }
}

TEST(CardErrors, EveryRequiredKeyIsMissedByName) {
  for (const CardEntry& entry : small_card()) {
    const std::string message = card_error(without(small_card(), entry.first));
    EXPECT_EQ(message.rfind("invalid-card: " + entry.first + ": expected ", 0), 0U) << message;
    EXPECT_NE(message.find("the key is missing"), std::string::npos) << message;
  }
}

TEST(CardErrors, AHigherVersionIsRefusedWithWhatIsReadHere) {
  EXPECT_EQ(error_with("ocelli.version", "2"),
            "invalid-card: ocelli.version: expected 1, the version that is read here, got \"2\"");
  expect_refused("ocelli.version", {"0", "1.0", "", "one", "-1", " 1"});
}

TEST(CardErrors, AnUnknownWordIsAnsweredWithTheWordsThereAre) {
  EXPECT_EQ(error_with("ocelli.resize.filter", "nearest"),
            "invalid-card: ocelli.resize.filter: expected one of box, bilinear, hamming, bicubic, "
            "lanczos, got \"nearest\"");
  expect_refused("ocelli.task", {"classification", "", "Binary"});
  expect_refused("ocelli.resize.mode", {"crop", "", "EXACT"});
  expect_refused("ocelli.input.channels", {"rgba", "gray", ""});
  expect_refused("ocelli.input.layout", {"chw", ""});
  expect_refused("ocelli.crop.rounding", {"round", ""});
  expect_refused("ocelli.output.activation", {"relu", "", "softmax "});
}

TEST(CardErrors, SizesAreTwoWholeNumbersInRange) {
  EXPECT_EQ(error_with("ocelli.input.size", "224"),
            "invalid-card: ocelli.input.size: expected 2 whole numbers from 1 to 16384, separated "
            "by one space, got \"224\"");
  const std::vector<std::string> bad = {"",     "4",    "4  6",  "4,6",     "4x6",          "0 6",
                                        "4 0",  "-4 6", "4 6 8", "4 6 ",    " 4 6",         "4.0 6",
                                        "4\n6", "4\t6", "1e1 6", "16385 1", "99999999999 1"};
  expect_refused("ocelli.input.size", bad);
  expect_refused("ocelli.resize.size", bad);
  expect_refused("ocelli.crop.size", bad);
}

TEST(CardErrors, AnInputThatIsTooLargeAsAWholeIsRefused) {
  EXPECT_NE(error_with("ocelli.input.size", "16384 1025").find("at most 16777216 pixels"),
            std::string::npos);
}

TEST(CardErrors, ShortestEdgeTakesOneNumberAndNeedsACrop) {
  EXPECT_NE(card_error(test::with(cropping_card(), {{"ocelli.resize.size", "256 256"}}))
                .find("ocelli.resize.size: expected a whole number from 1 to 16384"),
            std::string::npos);
  EXPECT_NE(card_error(without(cropping_card(), "ocelli.resize.size"))
                .find("ocelli.resize.size: expected the shorter side's pixels"),
            std::string::npos);
  EXPECT_NE(card_error(without(cropping_card(), "ocelli.crop.size"))
                .find("ocelli.crop.size: expected \"224 224\", since shortest-edge"),
            std::string::npos);
}

TEST(CardErrors, ResizeAndCropHaveToEndAtTheInputsSize) {
  EXPECT_NE(error_with("ocelli.resize.size", "8 6").find("expected ocelli.input.size, \"4 6\""),
            std::string::npos);
  EXPECT_NE(error_with("ocelli.crop.size", "2 2").find("expected ocelli.input.size, \"4 6\""),
            std::string::npos);
  EXPECT_NE(card_error(small_card_with({{"ocelli.resize.mode", "letterbox-center"},
                                        {"ocelli.resize.size", "5 6"}}))
                .find("ocelli.resize.size: expected ocelli.input.size"),
            std::string::npos);
  EXPECT_NE(card_error(small_card_with({{"ocelli.resize.mode", "none"}}))
                .find("ocelli.resize.size: expected no such key"),
            std::string::npos);
}

TEST(CardErrors, FillAndShrinkKeepTheirRange) {
  expect_refused("ocelli.resize.fill", {"", "0", "0 0", "0 0 256", "-1 0 0", "0 0 0 0", "0.5 0 0"});
  expect_refused("ocelli.resize.shrink", {"", "1", "3", "4", "-2", "2.0", "yes"});
}

TEST(CardErrors, NormalisationIsFiniteAndDividesByNothingBelowOrAtZero) {
  expect_refused("ocelli.normalize.divisor", {"", "0", "-0", "-255", "nan", "inf", "1e-60", "1 1"});
  expect_refused("ocelli.normalize.std", {"", "1", "1 1", "1 1 0", "1 1 -1", "1 1 1 1", "1 1 nan"});
  expect_refused("ocelli.normalize.mean", {"", "0", "0 0", "0 0 inf", "0 0 1e39", "0,0 0 0"});
}

TEST(CardErrors, GreyRefusesThreeMeans) {
  EXPECT_NE(card_error(small_card_with(
                           {{"ocelli.input.channels", "grey"}, {"ocelli.normalize.mean", "0 0 0"}}))
                .find("ocelli.normalize.mean: expected a finite decimal number, got \"0 0 0\""),
            std::string::npos);
}

TEST(CardErrors, LabelsAreUniqueAndNoneIsBlank) {
  EXPECT_EQ(error_with("ocelli.labels", "ant\nbee\nant"),
            "invalid-card: ocelli.labels: expected texts that differ (\"ant\" stands twice), got "
            "\"ant\\nbee\\nant\"");
  expect_refused("ocelli.labels", {"", "ant", "ant\nbee\n", "\nant", "ant\n \nbee", "ant\tx\nbee"});
  EXPECT_NE(error_with("ocelli.labels", "ant\nbee\n").find("line 3 is \"\""), std::string::npos);
}

TEST(CardErrors, LabelIdsAreOneALabel) {
  expect_refused("ocelli.label-ids", {"", "n1", "n1\nn2", "n1\nn2\nn3\nn4", "n1\n\nn3"});
}

TEST(CardErrors, BinaryHasTwoLabels) {
  EXPECT_NE(card_error(test::with(binary_card("sigmoid"), {{"ocelli.labels", "cat\ndog\nfox"}}))
                .find("ocelli.labels: expected 2 labels, the negative and the positive"),
            std::string::npos);
}

TEST(CardErrors, ActivationsThatContradictTheTaskAreRefused) {
  EXPECT_NE(error_with("ocelli.task", "multi-label").find("expected sigmoid or none"),
            std::string::npos);
  EXPECT_NE(card_error(small_card_with({{"ocelli.output.activation", "none"},
                                        {"ocelli.output.temperature", "2"}}))
                .find("ocelli.output.temperature: expected 1 with activation none"),
            std::string::npos);
}

TEST(CardErrors, TemperatureThresholdsAndUnsureKeepTheirRange) {
  expect_refused("ocelli.output.temperature", {"", "0", "-1", "inf", "1 1", "1e-60"});
  expect_refused("ocelli.thresholds",
                 {"", "1.5", "-0.1", "0.5 0.5", "0.5 0.5 0.5 0.5", "0.5  0.5"});
  expect_refused("ocelli.unsure.below", {"", "1.01", "-0.01", "half"});
}

TEST(CardErrors, OutputNamesAreUniqueLines) {
  expect_refused("ocelli.output.names", {"", "a\na", "a\n"});
}

TEST(CardErrors, DetectionAndSegmentationNeedADecoder) {
  for (const char* task : {"detection", "segmentation"}) {
    EXPECT_NE(error_with("ocelli.task", task).find("ocelli.decoder: expected a decoder's name"),
              std::string::npos);
  }
}

std::vector<CardEntry> golden_card(const std::string& values) {
  return small_card_with({{"ocelli.golden.seed", "1"},
                          {"ocelli.golden.values", values},
                          {"ocelli.golden.tolerance", "0.01"}});
}

TEST(CardErrors, GoldenKeysComeTogether) {
  ASSERT_EQ(card_error(golden_card("1 2 3 2 3")), "");
  for (const char* key :
       {"ocelli.golden.seed", "ocelli.golden.values", "ocelli.golden.tolerance"}) {
    EXPECT_EQ(
        card_error(without(golden_card("1 2 3 2 3"), key)),
        "invalid-card: " + std::string(key) +
            ": expected seed, values and tolerance together, got nothing: the key is missing");
  }
}

TEST(CardErrors, GoldenSeedsAndTolerancesKeepTheirRange) {
  for (const char* seed : {"", "-1", "4294967296", "99999999999", "1.0", "0x1", "1 "}) {
    EXPECT_NE(card_error(test::with(golden_card("1 1 1"), {{"ocelli.golden.seed", seed}}))
                  .find("ocelli.golden.seed: expected a whole number from 0 to 4294967295"),
              std::string::npos)
        << seed;
  }
  for (const char* tolerance : {"", "-0.1", "1.1", "nan", "0.1 0.1"}) {
    EXPECT_NE(card_error(test::with(golden_card("1 1 1"), {{"ocelli.golden.tolerance", tolerance}}))
                  .find("ocelli.golden.tolerance: expected a decimal number from 0 to 1"),
              std::string::npos)
        << tolerance;
  }
}

TEST(CardErrors, GoldenValuesAreOneToThirtyTwoElementsAMeanAndTheLargest) {
  std::string too_many = "1";
  for (int i = 0; i < 34; ++i) too_many += " 1";
  const std::vector<std::string> bad = {"",       "1",      "1 1",     "1 2 1 nan",
                                        "1  1 1", "1 1 1 ", "1 1 1\n", too_many,
                                        "-3 1 2",   // an element above the largest absolute value
                                        "1 1 -1"};  // a negative absolute value
  for (const std::string& values : bad) {
    EXPECT_NE(
        card_error(golden_card(values)).find("ocelli.golden.values: expected a line for each"),
        std::string::npos)
        << values;
  }
  EXPECT_NE(card_error(golden_card("1 1 1\n1 1 1")).find("one line for each of 1 outputs"),
            std::string::npos);
}

TEST(CardErrors, KeysAreOnceAndOurs) {
  auto twice = small_card();
  twice.emplace_back("ocelli.title", "Again");
  EXPECT_EQ(card_error(twice), "invalid-card: ocelli.title: expected once, got it twice");
  auto foreign = small_card();
  foreign.emplace_back("author", "someone");
  EXPECT_EQ(card_error(foreign),
            "invalid-card: card key: expected plain text that begins with \"ocelli.\", got "
            "\"author\"");
}

TEST(CardErrors, TextIsUtf8WithoutControlCharacters) {
  for (const std::string& text :
       {std::string("\xFF"), std::string("\xC0\xAF"), std::string("\xED\xA0\x80"),
        std::string("\xF4\x90\x80\x80"), std::string("\xE2\x82"), std::string("\xF0\x82\x82\xAC"),
        std::string("a\0b", 3), std::string("\x1B[31m"), std::string("a\r\nb"),
        std::string("\x7F")}) {
    const std::string message = error_with("ocelli.note", text);
    EXPECT_EQ(message.rfind("invalid-card: ocelli.note: expected UTF-8 text without control", 0),
              0U)
        << message;
    EXPECT_EQ(message.find('\xFF'), std::string::npos);
    EXPECT_EQ(message.find('\x1B'), std::string::npos);
  }
  EXPECT_EQ(error_with("ocelli.note", "\xF4\x8F\xBF\xBF \xE2\x82\xAC \xC3\xA9"), "");
}

TEST(CardErrors, ALongValueIsShortenedBetweenCharacters) {
  std::string value;
  for (int i = 0; i < 1000; ++i) value += "ü";
  const std::string message = error_with("ocelli.task", value);
  EXPECT_LT(message.size(), 300U);
  EXPECT_NE(message.find("ü…\""), std::string::npos) << message;
}

TEST(CardErrors, TitleAndLicenceAreNotBlank) {
  expect_refused("ocelli.title", {"", "  ", "\n"});
  expect_refused("ocelli.licence", {"", "\t"});
}

TEST(CardErrors, AnEmptyCardMissesItsVersion) {
  EXPECT_EQ(card_error({}),
            "invalid-card: ocelli.version: expected 1, the version that is read here, got nothing: "
            "the key is missing");
}

}  // namespace
}  // namespace ocelli
