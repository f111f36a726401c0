#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "train/data/dataset.h"

namespace ocelli::train {
namespace {

using Names = std::vector<std::string>;

// Photographs of `classes` in turn, with contents that count from `first_content`.
Dataset numbered(int photos, int classes, std::uint64_t first_content = 1) {
  Dataset data;
  for (int c = 0; c < classes; ++c) data.labels.push_back("class " + std::to_string(c));
  for (int i = 0; i < photos; ++i) {
    const std::string name = std::to_string(100000 + i) + ".jpg";
    data.train.push_back({name, name, {i % classes}, 1.0F, first_content + i});
  }
  return data;
}

std::set<std::uint64_t> contents(const std::vector<Sample>& part) {
  std::set<std::uint64_t> found;
  for (const Sample& sample : part) found.insert(sample.content);
  return found;
}

TEST(Split, TakesAboutTheShareThatWasAskedFor) {
  const Dataset data = split(numbered(20000, 4), {0.1, 0.2, 7}).value();
  // Four standard deviations of a binomial count.
  EXPECT_NEAR(static_cast<double>(data.test.size()), 4000, 4 * std::sqrt(20000 * 0.2 * 0.8));
  EXPECT_NEAR(static_cast<double>(data.validation.size()), 2000, 4 * std::sqrt(20000 * 0.1 * 0.9));
  EXPECT_EQ(data.train.size() + data.validation.size() + data.test.size(), 20000U);
}

TEST(Split, PhotographsStayWhereTheyAreWhenOthersCome) {
  const Dataset few = split(numbered(1000, 2), {0.2, 0.1, 3}).value();
  const Dataset many = split(numbered(3000, 2), {0.2, 0.1, 3}).value();
  const std::set<std::uint64_t> validation = contents(many.validation);
  const std::set<std::uint64_t> test = contents(many.test);
  for (const Sample& sample : few.validation) EXPECT_TRUE(validation.contains(sample.content));
  for (const Sample& sample : few.test) EXPECT_TRUE(test.contains(sample.content));
  for (const Sample& sample : few.train) {
    EXPECT_FALSE(validation.contains(sample.content) || test.contains(sample.content));
  }
}

TEST(Split, AnotherSeedChoosesOthers) {
  const auto one = contents(split(numbered(1000, 2), {0.2, 0, 1}).value().validation);
  const auto two = contents(split(numbered(1000, 2), {0.2, 0, 2}).value().validation);
  EXPECT_NE(one, two);
  EXPECT_EQ(one, contents(split(numbered(1000, 2), {0.2, 0, 1}).value().validation));
}

TEST(Split, CopiesStayTogether) {
  Dataset data = numbered(400, 2);
  // Each content stands twice in its class.
  for (std::size_t i = 0; i < 400; ++i) data.train[i].content = i / 4 * 2 + i % 2;
  const Dataset parts = split(data, {0.3, 0.2, 5}).value();
  std::vector<std::uint64_t> common;
  for (const auto* part : {&parts.validation, &parts.test}) {
    const auto train = contents(parts.train), other = contents(*part);
    std::set_intersection(train.begin(), train.end(), other.begin(), other.end(),
                          std::back_inserter(common));
  }
  EXPECT_TRUE(common.empty());
}

TEST(Split, SmallClassesKeepOneAndGiveOne) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Dataset data = split(numbered(6, 3), {0.01, 0, seed}).value();
    for (const auto* part : {&data.train, &data.validation}) {
      std::set<std::int32_t> labels;
      for (const Sample& sample : *part) labels.insert(sample.labels.front());
      EXPECT_EQ(labels.size(), 3U) << seed;
    }
    const Dataset most = split(numbered(6, 3), {0.99, 0, seed}).value();
    EXPECT_EQ(most.train.size(), 3U);
    const Dataset single = split(numbered(3, 3), {0.9, 0, seed}).value();
    EXPECT_EQ(single.train.size(), 3U);
    EXPECT_TRUE(single.validation.empty());
  }
}

TEST(Split, PartsThatAreThereAreLeftAlone) {
  Dataset data = numbered(100, 2);
  data.validation = numbered(5, 2, 1000).train;
  data.test = numbered(7, 2, 2000).train;
  const Dataset same = split(data, {0.5, 0.4, 1}).value();
  EXPECT_EQ(same.train.size(), 100U);
  EXPECT_EQ(same.validation.size(), 5U);
  EXPECT_EQ(same.test.size(), 7U);
}

TEST(Split, SharesOutOfRangeAreRefused) {
  EXPECT_EQ(split(numbered(10, 2), {0.5, 0.5, 1}).error().message,
            "split: expected shares from 0, together below 1, got validation 0.500000 and test "
            "0.500000");
  EXPECT_FALSE(split(numbered(10, 2), {-0.1, 0, 1}).ok());
  EXPECT_FALSE(split(numbered(10, 2), {std::nan(""), 0, 1}).ok());
  EXPECT_EQ(split(Dataset{}, {}).error().message,
            "split: expected photographs to train on, got none");
}

TEST(Relabel, GoesByNameThenById) {
  Dataset data = numbered(4, 2);
  data.labels = {"n01", "wasp"};
  const Dataset out = relabel(data, {"bee", "ant", "wasp"}, {"n02", "n01", "n03"}).value();
  EXPECT_EQ(out.labels, (Names{"bee", "ant", "wasp"}));
  EXPECT_EQ(out.train[0].labels, std::vector<std::int32_t>{1});
  EXPECT_EQ(out.train[1].labels, std::vector<std::int32_t>{2});
}

TEST(Relabel, UnknownLabelsAreNamed) {
  EXPECT_EQ(relabel(numbered(8, 7), {"class 3"}).error().message,
            "labels: the model does not know \"class 0\", \"class 1\", \"class 2\", \"class 4\", "
            "\"class 5\" and 1 more");
  EXPECT_EQ(relabel(numbered(4, 2), {"a", "b"}, {"x"}).error().message,
            "label ids: expected one for each of the 2 labels, got 1");
}

TEST(Relabel, LabelsOfAMultiLabelSetCanBeLeftOut) {
  Dataset data = numbered(2, 2);
  data.multi_label = true;
  data.train[1].labels = {0, 1};
  const Dataset out = relabel(data, {"class 1"}).value();
  EXPECT_TRUE(out.train[0].labels.empty());
  EXPECT_EQ(out.train[1].labels, std::vector<std::int32_t>{0});
  EXPECT_EQ(out.notes, Names{"labels that were left out: \"class 0\""});
}

TEST(CheckTrainable, EveryLabelNeedsAPhotograph) {
  Dataset data = numbered(4, 2);
  EXPECT_TRUE(check_trainable(data).ok());
  data.labels.push_back("lonely");
  EXPECT_EQ(check_trainable(data).error().message,
            "the label \"lonely\" has no photograph to train on");
}

}  // namespace
}  // namespace ocelli::train
