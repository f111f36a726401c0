#include <algorithm>
#include <cmath>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "image/decode.h"
#include "train/report/html.h"
#include "train/report/jpeg.h"
#include "train/report/line_chart.h"
#include "train/report/mistakes.h"
#include "train/report/report_page.h"
#include "unit/data/metrics_cases.h"
#include "unit/data/temporary_folder.h"
#include "unit/data/test_photos.h"

namespace ocelli::train {
namespace {

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Whether each element that is opened is closed again, in order; `problem` says which is not.
bool is_balanced(const std::string& html, std::string& problem) {
  static const std::set<std::string> kVoid = {"meta", "br", "img", "!doctype"};
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    const bool closes = html[at + 1] == '/';
    const std::size_t start = at + (closes ? 2 : 1);
    const std::string name = html.substr(start, html.find_first_of(" >/", start) - start);
    if (closes) {
      problem = name;
      if (open.empty() || open.back() != name) return false;
      open.pop_back();
    } else if (html[end - 1] != '/' && !kVoid.contains(name)) {
      open.push_back(name);
    }
  }
  problem = open.empty() ? "" : open.back();
  return open.empty();
}

ReportContent content_of(std::uint32_t index) {
  const test::MetricsCase one(index);
  ReportContent content;
  content.title = "Ants & <bees>";
  content.facts = {{"Model", "ants.onnx"}, {"Photos", "a \"folder\""}};
  content.multi_label = one.predictions.multi_label;
  for (int c = 0; c < one.predictions.classes; ++c) {
    content.labels.push_back("label <" + std::to_string(c) + ">");
  }
  content.evaluation = evaluate(one.predictions).value();
  content.mistakes = worst_mistakes(one.predictions, probabilities(one.predictions), 3);
  for (Mistake& mistake : content.mistakes) {
    mistake.name = "it's.jpg";
    mistake.jpeg = "not really";
  }
  LogTable log;
  log.columns = {{"epoch", {1, 2, 3}},
                 {"train_loss", {2.0, 1.5, 1.25}},
                 {"validation_loss", {std::nullopt, 1.75, 1.5}},
                 {"validation_score", {0.5, 0.6, 0.7}}};
  content.curves = log;
  return content;
}

TEST(ReportPage, IsWholeAndNeedsNothingElse) {
  for (std::uint32_t index = 0; index < 40; ++index) {
    const std::string page = report_page(content_of(index));
    std::string problem;
    EXPECT_TRUE(is_balanced(page, problem)) << index << ": " << problem;
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_EQ(page.find("http"), std::string::npos);
    EXPECT_EQ(page.find("url("), std::string::npos);
    EXPECT_EQ(page.find("label <"), std::string::npos) << "labels are escaped";
    for (std::size_t at = page.find("src="); at != std::string::npos;
         at = page.find("src=", at + 1)) {
      EXPECT_EQ(page.substr(at, 16), "src=\"data:image/");
    }
  }
}

TEST(ReportPage, StatesTheNumbers) {
  Predictions predictions;
  predictions.classes = 2;
  predictions.logits = {2, 0, 0, 1, 3, 0, 0, 5};
  predictions.labels = {0, 1, 1, 1};
  ReportContent content;
  content.title = "T";
  content.labels = {"ant", "bee"};
  content.evaluation = evaluate(predictions).value();
  const std::string page = report_page(content);
  EXPECT_NE(page.find("<b>75.0 %</b><span>right at the first answer"), std::string::npos);
  // Precision, recall, F1 and photographs of "ant": 1 of 2, 1 of 1.
  EXPECT_NE(page.find("ant</th><td>50.0 %</td><td>100.0 %</td><td>66.7 %</td><td>1</td>"),
            std::string::npos);
  EXPECT_NE(page.find("bee</th><td style=\"--share:0.333\">1</td><td class=\"right\" "
                      "style=\"--share:0.667\">2</td>"),
            std::string::npos);
  EXPECT_EQ(page.find("Training"), std::string::npos);
  EXPECT_EQ(page.find("Worst mistakes"), std::string::npos);
}

TEST(ReportPage, ManyClassesAreListedByTheirConfusions) {
  Predictions predictions;
  predictions.classes = 40;
  for (int i = 0; i < 80; ++i) {
    const int answer = (i % 40 + (i < 43 ? 0 : 1)) % 40;
    for (int c = 0; c < 40; ++c) predictions.logits.push_back(c == answer ? 1.0F : 0.0F);
    predictions.labels.push_back(i % 40);
  }
  ReportContent content;
  for (int c = 0; c < 40; ++c) content.labels.push_back("c" + std::to_string(c));
  content.evaluation = evaluate(predictions).value();
  const std::string page = report_page(content);
  EXPECT_EQ(page.find("--share:0."), std::string::npos);
  EXPECT_NE(page.find("c3</th><td>c4</td><td>1</td>"), std::string::npos);
}

TEST(Mistakes, TheMostConfidentComesFirst) {
  Predictions predictions;
  predictions.classes = 3;
  predictions.logits = {3, 0, 0, /**/ 1, 0, 0, /**/ 0, 9, 0, /**/ 0, 0, 2};
  predictions.labels = {1, 2, 1, 0};
  const auto found = worst_mistakes(predictions, probabilities(predictions), 2);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].photo, 0);
  EXPECT_EQ(found[0].truth, 1);
  EXPECT_EQ(found[0].answer, 0);
  EXPECT_NEAR(found[0].probability, std::exp(3.0) / (std::exp(3.0) + 2), 1e-12);
  EXPECT_EQ(found[1].photo, 3);
}

TEST(Mistakes, OfManyLabelsTheWorstCounts) {
  Predictions predictions;
  predictions.classes = 2;
  predictions.multi_label = true;
  predictions.logits = {-3, 1, /**/ 4, 4, /**/ 0.5, 5};
  predictions.targets = {1, 0, 1, 1, 0, 1};
  const auto found = worst_mistakes(predictions, probabilities(predictions), 9);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].photo, 0);
  EXPECT_EQ(found[0].truth, 0);
  EXPECT_TRUE(found[0].has_label);
  EXPECT_EQ(found[1].photo, 2);
  EXPECT_FALSE(found[1].has_label);
}

TEST(Thumbnail, FitsTheSide) {
  const test::TemporaryFolder folder;
  folder.write("wide.jpg", encode_jpeg(test::smooth_image(900, 301, 1), 90));
  folder.write("small.ppm", test::ppm(test::smooth_image(20, 30, 1)));
  folder.write("broken.jpg", "x");
  const auto size = [&](const char* name) {
    const std::string jpeg = thumbnail(folder / name, 160).value();
    const Photo photo = std::move(decode(bytes_of(jpeg))).value();
    return std::pair(photo.width, photo.height);
  };
  EXPECT_EQ(size("wide.jpg"), std::pair(160, 54));
  EXPECT_EQ(size("small.ppm"), std::pair(20, 30));
  EXPECT_FALSE(thumbnail(folder / "broken.jpg", 160).ok());
}

TEST(Html, TextIsEscapedAndNumbersAreRound) {
  EXPECT_EQ(escape_html("<a href='x'>&\"</a>"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;&lt;/a&gt;");
  EXPECT_EQ(percent(0.875), "87.5 %");
  EXPECT_EQ(fixed(std::nan(""), 2), "–");
  EXPECT_EQ(counted(1, "label") + ", " + counted(0, "label"), "1 label, 0 labels");
}

TEST(Html, Base64IsThatOfRfc4648) {
  const std::vector<std::pair<std::string, std::string>> cases = {{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"},
                                                                  {"\xFF\xFE", "//4="}};
  for (const auto& [bytes, text] : cases) EXPECT_EQ(base64(bytes), text);
}

TEST(LineChart, TicksAreRound) {
  const auto expect_ticks = [](double low, double high, int count,
                               const std::vector<double>& ticks) {
    const std::vector<double> found = round_ticks(low, high, count);
    ASSERT_EQ(found.size(), ticks.size());
    for (std::size_t i = 0; i < ticks.size(); ++i) EXPECT_NEAR(found[i], ticks[i], 1e-12);
  };
  expect_ticks(0, 1, 5, {0, 0.2, 0.4, 0.6, 0.8, 1.0});
  expect_ticks(1, 30, 6, {5, 10, 15, 20, 25, 30});
  expect_ticks(-0.013, 0.011, 4, {-0.01, 0, 0.01});
  EXPECT_FALSE(std::signbit(round_ticks(-0.013, 0.011, 4)[1]));
}

TEST(LineChart, SaysItsValuesAndStaysEmptyWithoutThem) {
  const std::string chart =
      line_chart("Loss", "epoch", {{"train", {{1, 2.5}, {2, 1.25}}}, {"none", {}}});
  EXPECT_NE(chart.find("aria-label=\"Loss. train: 2.5000 at first, 1.2500 at last.\""),
            std::string::npos);
  EXPECT_EQ(chart.find("none"), std::string::npos);
  EXPECT_EQ(line_chart("Loss", "epoch", {{"none", {}}}), "");
  // One point is a dot, and equal values have an extent of their own.
  const std::string dot = line_chart("Loss", "epoch", {{"train", {{1, 0.0}}}});
  EXPECT_NE(dot.find("<circle"), std::string::npos);
  EXPECT_EQ(dot.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace ocelli::train
