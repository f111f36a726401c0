#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "model_test_cards.h"
#include "predict/answer.h"

namespace ocelli {
namespace {

using test::binary_card;
using test::small_card_with;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

Answer answered(const std::vector<CardEntry>& entries, const std::vector<float>& logits,
                const AnswerOptions& options = {}) {
  const Result<Answer> result = answer(make_card(entries).value(), logits, options);
  EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
  return result.ok() ? result.value() : Answer{};
}

std::string answer_error(const std::vector<CardEntry>& entries, const std::vector<float>& logits,
                         const AnswerOptions& options = {}) {
  const Result<Answer> result = answer(make_card(entries).value(), logits, options);
  if (result.ok()) return "";
  return std::string(error_name(result.error().code)) + ": " + result.error().message;
}

std::vector<std::string> names(const Answer& answer) {
  std::vector<std::string> list;
  for (const Prediction& prediction : answer.predictions) list.push_back(prediction.label);
  return list;
}

using Names = std::vector<std::string>;

TEST(MultiClass, TheBestComeFirstWithTheirProbabilities) {
  // softmax of 1, 3, 2 as SciPy gives it for 1, 2, 3 (predict_cases.h).
  const Answer result = answered(test::small_card(), {1, 3, 2});
  ASSERT_EQ(names(result), (Names{"bee", "wasp", "ant"}));
  EXPECT_EQ(result.predictions[0].index, 1);
  EXPECT_NEAR(result.predictions[0].score, 0.66524095577482178, 1e-15);
  EXPECT_NEAR(result.predictions[1].score, 0.24472847105479764, 1e-15);
  EXPECT_NEAR(result.predictions[2].score, 0.090030573170380462, 1e-15);
  EXPECT_FALSE(result.unsure);
  EXPECT_EQ(result.label, "");
  EXPECT_EQ(result.threshold, 0.0);
}

TEST(MultiClass, TemperatureSharpens) {
  const Answer result =
      answered(small_card_with({{"ocelli.output.temperature", "0.78"}}), {1, 2, 3}, {1, {}, {}});
  ASSERT_EQ(names(result), Names{"wasp"});
  EXPECT_NEAR(result.predictions[0].score, 0.73830391438780851, 1e-15);
}

TEST(MultiClass, FiltersChooseLabelsAndLeaveScoresAsTheyAre) {
  const Answer allowed = answered(test::small_card(), {1, 3, 2}, {5, {"ant", "wasp"}, {}});
  ASSERT_EQ(names(allowed), (Names{"wasp", "ant"}));
  EXPECT_NEAR(allowed.predictions[0].score, 0.24472847105479764, 1e-15);
  EXPECT_EQ(names(answered(test::small_card(), {1, 3, 2}, {1, {}, {"bee"}})), Names{"wasp"});
  EXPECT_TRUE(
      names(answered(test::small_card(), {1, 3, 2}, {5, {}, {"ant", "bee", "wasp"}})).empty());
}

TEST(MultiClass, UnsureLooksAtTheTopScoreBeforeFiltering) {
  const auto sure_above = [](const std::string& below) {
    return small_card_with({{"ocelli.unsure.below", below}});
  };
  EXPECT_FALSE(answered(sure_above("0.66"), {1, 3, 2}).unsure);
  EXPECT_TRUE(answered(sure_above("0.67"), {1, 3, 2}).unsure);
  EXPECT_FALSE(answered(sure_above("0.66"), {1, 3, 2}, {5, {}, {"bee"}}).unsure);
}

TEST(MultiClass, EqualToTheLimitIsSure) {
  const auto entries =
      small_card_with({{"ocelli.output.activation", "none"}, {"ocelli.unsure.below", "0.6"}});
  EXPECT_FALSE(answered(entries, {0.6F, 0.2F, 0.2F}).unsure);
  EXPECT_TRUE(answered(entries, {0.59999F, 0.2F, 0.2F}).unsure);
}

TEST(MultiClass, EqualScoresStandByIndex) {
  EXPECT_EQ(names(answered(test::small_card(), {2, 2, 2})), (Names{"ant", "bee", "wasp"}));
}

TEST(MultiLabel, EveryLabelAtOrAboveItsOwnThresholdIsListedWhateverTopKSays) {
  const auto entries = small_card_with({{"ocelli.task", "multi-label"},
                                        {"ocelli.output.activation", "sigmoid"},
                                        {"ocelli.thresholds", "0.5 0.9 0.1"}});
  const Answer result = answered(entries, {0.0F, 2.0F, -2.0F}, {1, {}, {}});
  ASSERT_EQ(names(result), (Names{"ant", "wasp"}));
  EXPECT_EQ(result.predictions[0].score, 0.5);
  EXPECT_NEAR(result.predictions[1].score, 0.11920292202211757, 1e-15);
  EXPECT_TRUE(names(answered(entries, {-1, 0, -9})).empty());
  EXPECT_EQ(names(answered(entries, {0.0F, 2.0F, -2.0F}, {5, {}, {"ant"}})), Names{"wasp"});
}

TEST(MultiLabel, UnsureLooksAtTheBestLabelEvenWhenNoneIsListed) {
  const auto entries = small_card_with({{"ocelli.task", "multi-label"},
                                        {"ocelli.output.activation", "sigmoid"},
                                        {"ocelli.unsure.below", "0.4"}});
  EXPECT_FALSE(answered(entries, {-0.2F, -9, -9}).unsure);  // 0.45, listed by no threshold
  EXPECT_TRUE(answered(entries, {-1, -9, -9}).unsure);
}

TEST(Binary, OneLogitSpeaksForThePositiveLabel) {
  const Answer dog = answered(binary_card("sigmoid"), {1});
  ASSERT_EQ(names(dog), (Names{"dog", "cat"}));
  EXPECT_EQ(dog.predictions[0].index, 1);
  EXPECT_NEAR(dog.predictions[0].score, 0.7310585786300049, 1e-15);
  EXPECT_NEAR(dog.predictions[1].score, 0.2689414213699951, 1e-15);
  EXPECT_EQ(dog.label, "dog");
  EXPECT_EQ(dog.threshold, 0.5);
  EXPECT_EQ(answered(binary_card("sigmoid"), {-1}).label, "cat");
}

TEST(Binary, TwoLogitsGiveTheSameAsTheirDifference) {
  const Answer two = answered(binary_card("softmax"), {3, 4});
  const Answer one = answered(binary_card("sigmoid"), {1});
  EXPECT_EQ(two.label, "dog");
  EXPECT_NEAR(two.predictions[0].score, one.predictions[0].score, 1e-15);
}

TEST(Binary, TheThresholdIsThePositiveLabelsAndInclusive) {
  const auto with_thresholds = [](const std::string& thresholds) {
    return test::with(binary_card("none"), {{"ocelli.thresholds", thresholds}});
  };
  EXPECT_EQ(answered(with_thresholds("0.7"), {0.7F}).label, "dog");
  EXPECT_EQ(answered(with_thresholds("0.7"), {0.69F}).label, "cat");
  EXPECT_EQ(answered(with_thresholds("0.1 0.7"), {0.31F, 0.69F}).label, "cat");
  EXPECT_FLOAT_EQ(static_cast<float>(answered(with_thresholds("0.1 0.7"), {0.5F}).threshold), 0.7F);
  // The answer follows the threshold even where the other label is the likelier one.
  const Answer careful = answered(with_thresholds("0.2"), {0.3F});
  EXPECT_EQ(careful.label, "dog");
  EXPECT_EQ(careful.predictions[0].label, "cat");
}

TEST(Binary, FiltersLeaveTheAnswerAsItIs) {
  const Answer result = answered(binary_card("sigmoid"), {1}, {1, {}, {"dog"}});
  EXPECT_EQ(names(result), Names{"cat"});
  EXPECT_EQ(result.label, "dog");
}

TEST(Binary, UnsureIsMeasuredOnTheLikelierLabel) {
  const auto entries = test::with(binary_card("sigmoid"), {{"ocelli.unsure.below", "0.8"}});
  EXPECT_TRUE(answered(entries, {-1}).unsure);
  EXPECT_FALSE(answered(entries, {-2}).unsure);
}

TEST(ActivationNone, ProbabilitiesAreTakenAsTheyAreAndRoundingIsBroughtBack) {
  const auto entries = small_card_with({{"ocelli.output.activation", "none"}});
  const Answer result = answered(entries, {0.25F, 1.0005F, -0.0005F});
  EXPECT_EQ(result.predictions[0].score, 1.0);
  EXPECT_EQ(result.predictions[1].score, 0.25);
  EXPECT_EQ(result.predictions[2].score, 0.0);
  EXPECT_EQ(answer_error(entries, {0.25F, 7.5F, 0}),
            "invalid-argument: logits[1]: expected a probability from 0 to 1, with "
            "ocelli.output.activation none, got 7.500000");
  EXPECT_NE(answer_error(entries, {-0.01F, 0, 0}).find("logits[0]"), std::string::npos);
}

TEST(AnswerErrors, LogitsThatAreNotFiniteAreNamedByIndex) {
  EXPECT_EQ(answer_error(test::small_card(), {1, 2, kNan}),
            "invalid-argument: logits[2]: expected a finite number, got NaN");
  EXPECT_EQ(answer_error(test::small_card(), {1, kInfinity, kNan}),
            "invalid-argument: logits[1]: expected a finite number, got infinity");
  EXPECT_EQ(answer_error(test::small_card(), {-kInfinity, 2, 3}),
            "invalid-argument: logits[0]: expected a finite number, got -infinity");
}

TEST(AnswerErrors, AnotherCountOfLogitsIsRefused) {
  EXPECT_EQ(answer_error(test::small_card(), {1, 2}),
            "invalid-argument: logits: expected 3, got 2");
  EXPECT_EQ(answer_error(test::small_card(), {}), "invalid-argument: logits: expected 3, got 0");
  EXPECT_EQ(answer_error(binary_card("sigmoid"), {1, 2}),
            "invalid-argument: logits: expected 1 (binary with sigmoid), got 2");
  EXPECT_EQ(answer_error(binary_card("softmax"), {1}),
            "invalid-argument: logits: expected 2 (binary with softmax), got 1");
  EXPECT_EQ(answer_error(binary_card("none"), {0, 0, 0}),
            "invalid-argument: logits: expected 1 or 2 (binary), got 3");
}

TEST(AnswerErrors, TopKBelowOneIsRefused) {
  EXPECT_EQ(answer_error(test::small_card(), {1, 2, 3}, {0, {}, {}}),
            "invalid-argument: topK: expected 1 or more, got 0");
}

TEST(AnswerErrors, UnknownLabelsAreRefused) {
  EXPECT_EQ(answer_error(test::small_card(), {1, 2, 3}, {5, {"cow"}, {}}),
            "invalid-argument: allow: expected labels of the model, got \"cow\"");
  EXPECT_EQ(answer_error(test::small_card(), {1, 2, 3}, {5, {}, {"cow"}}),
            "invalid-argument: deny: expected labels of the model, got \"cow\"");
}

TEST(AnswerErrors, OtherTasksHaveAnswersOfAnotherKind) {
  EXPECT_EQ(answer_error(small_card_with({{"ocelli.task", "embedding"}}), {1, 2, 3}),
            "invalid-argument: card: expected task binary, multi-class or multi-label, got "
            "embedding");
}

}  // namespace
}  // namespace ocelli
