#include "train/data/scan.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "unit/data/temporary_folder.h"
#include "unit/data/test_photos.h"

namespace ocelli::train {
namespace {

using test::noise_ppm;
using test::TemporaryFolder;
using Names = std::vector<std::string>;

Dataset with_copies(const TemporaryFolder& folder) {
  folder.write("train/ant/1.ppm", noise_ppm(4, 4, 1));
  folder.write("train/ant/1-again.ppm", noise_ppm(4, 4, 1));
  folder.write("train/ant/2.ppm", noise_ppm(4, 4, 2));
  folder.write("train/bee/3.ppm", noise_ppm(4, 4, 3));
  folder.write("train/bee/not-2.ppm", noise_ppm(4, 4, 2));
  folder.write("test/bee/4.ppm", noise_ppm(4, 4, 4));
  folder.write("test/bee/not-3.ppm", noise_ppm(4, 4, 3));
  return read_dataset(folder.path().string()).value();
}

TEST(Scan, CopiesAcrossPartsOrUnderTwoLabelsAreReported) {
  TemporaryFolder folder;
  for (const int threads : {1, 3}) {
    Dataset data = with_copies(folder);
    ScanOptions options;
    options.threads = threads;
    const ScanReport report = scan(data, options).value();
    EXPECT_TRUE(report.broken.empty());
    ASSERT_EQ(report.duplicates.size(), 2U);
    EXPECT_EQ(report.duplicates[0].names,
              (Names{"train: train/ant/2.ppm", "train: train/bee/not-2.ppm"}));
    EXPECT_FALSE(report.duplicates[0].across_parts);
    EXPECT_TRUE(report.duplicates[0].labels_differ);
    EXPECT_EQ(report.duplicates[1].names,
              (Names{"train: train/bee/3.ppm", "test: test/bee/not-3.ppm"}));
    EXPECT_TRUE(report.duplicates[1].across_parts);
    EXPECT_FALSE(report.duplicates[1].labels_differ);
    EXPECT_NE(data.train[0].content, 0U);
    EXPECT_EQ(data.train[0].content, data.train[1].content);
  }
}

TEST(Scan, BrokenPhotographsAreListedAndLeftOut) {
  TemporaryFolder folder;
  folder.write("ant/1.ppm", noise_ppm(4, 4, 1));
  folder.write("ant/empty.jpg", "");
  folder.write("ant/text.jpg", "This is no photograph.");
  folder.write("bee/2.ppm", noise_ppm(4, 4, 2));
  folder.write("bee/short.ppm", noise_ppm(4, 4, 2).substr(0, 30));
  Dataset data = read_dataset(folder.path().string()).value();
  ScanOptions options;
  options.decode = true;
  const ScanReport report = scan(data, options).value();
  ASSERT_EQ(report.broken.size(), 3U);
  EXPECT_EQ(report.broken[0].name, "ant/empty.jpg");
  EXPECT_EQ(report.broken[0].error.code, ErrorCode::kEmptyInput);
  EXPECT_EQ(report.broken[1].name, "ant/text.jpg");
  EXPECT_EQ(report.broken[1].error.code, ErrorCode::kUnsupportedFormat);
  EXPECT_EQ(report.broken[2].name, "bee/short.ppm");
  EXPECT_EQ(report.broken[2].error.code, ErrorCode::kTruncatedImage);
  ASSERT_EQ(data.train.size(), 2U);
  EXPECT_EQ(data.train[1].name, "bee/2.ppm");
}

TEST(Scan, MissingPhotographsAreBroken) {
  TemporaryFolder folder;
  folder.write("1.ppm", noise_ppm(4, 4, 1));
  folder.write("list.csv", "path,label\n1.ppm,ant\ngone.jpg,bee\n.,bee\n");
  Dataset data = read_dataset(folder / "list.csv").value();
  const ScanReport report = scan(data, {}).value();
  ASSERT_EQ(report.broken.size(), 2U);
  EXPECT_NE(report.broken[0].error.message.find("expected a file, got something else"),
            std::string::npos);
  EXPECT_NE(report.broken[1].error.message.find("No such file or directory"), std::string::npos);
}

TEST(Scan, NothingLeftIsAnError) {
  TemporaryFolder folder;
  folder.write("ant/1.jpg", "");
  folder.write("bee/1.jpg", "");
  Dataset data = read_dataset(folder.path().string()).value();
  EXPECT_EQ(
      scan(data, {}).error().message,
      "photographs: expected some that can be used; ant/1.jpg: photo: expected an image file, "
      "got 0 bytes");
}

TEST(Scan, ItCanBeStoppedAndSaysHowFarItIs) {
  TemporaryFolder folder;
  Dataset data = with_copies(folder);
  std::vector<std::int64_t> seen;
  const auto progress = [&](std::int64_t done, std::int64_t total) {
    EXPECT_EQ(total, 7);
    seen.push_back(done);
    return done < 3;
  };
  EXPECT_EQ(scan(data, {}, progress).error().message, "reading the photographs was stopped");
  EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 2, 3}));
}

}  // namespace
}  // namespace ocelli::train
