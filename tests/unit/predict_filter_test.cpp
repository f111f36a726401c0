#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "predict/label_filter.h"

namespace ocelli {
namespace {

using Names = std::vector<std::string>;

const Names kLabels = {"ant", "bee", "wasp", "Bee"};

TEST(LabelFilter, WithoutListsEverythingPasses) {
  EXPECT_EQ(filter_labels(kLabels, {}, {}).value(), (std::vector<int>{0, 1, 2, 3}));
}

TEST(LabelFilter, AllowKeepsAndDenyLeavesOut) {
  EXPECT_EQ(filter_labels(kLabels, Names{"wasp", "ant", "ant"}, {}).value(),
            (std::vector<int>{0, 2}));
  EXPECT_EQ(filter_labels(kLabels, {}, Names{"bee"}).value(), (std::vector<int>{0, 2, 3}));
  EXPECT_EQ(filter_labels(kLabels, Names{"ant", "bee"}, Names{"bee", "wasp"}).value(),
            std::vector<int>{0});
  EXPECT_TRUE(filter_labels(kLabels, Names{"ant"}, Names{"ant"}).value().empty());
}

TEST(LabelFilter, AnUnknownLabelIsNamedWithItsList) {
  const auto allow = filter_labels(kLabels, Names{"ant", "BEE"}, {});
  ASSERT_FALSE(allow.ok());
  EXPECT_EQ(allow.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(allow.error().message, "allow: expected labels of the model, got \"BEE\"");
  EXPECT_EQ(filter_labels(kLabels, {}, Names{""}).error().message,
            "deny: expected labels of the model, got \"\"");
}

}  // namespace
}  // namespace ocelli
