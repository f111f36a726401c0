#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "train/log/crc32c.h"
#include "train/log/csv_log.h"
#include "train/log/event_log.h"
#include "unit/data/temporary_folder.h"

namespace ocelli::train {
namespace {

using test::TemporaryFolder;

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(EventLog, WritesTheBytesOfTensorBoardsWriter) {
  const TemporaryFolder folder;
  EventLog log = std::move(EventLog::create(folder / "run", 1700000000.25)).value();
  const std::vector<Scalar> first = {{"loss/train", 2.302585}};
  const std::vector<Scalar> second = {
      {"loss/train", 1.25}, {"accuracy/validation", 0.875}, {"größe", -3e-5}};
  const std::vector<Scalar> third = {{"learning rate", 1e-3}};
  EXPECT_FALSE(log.add(0, 1700000000.5, first).has_value());
  EXPECT_FALSE(log.add(1, 1700000001.0, second).has_value());
  EXPECT_FALSE(log.add(300, 1700000002.25, third).has_value());
  EXPECT_EQ(log.path(), folder / "run/events.out.tfevents.1700000000.ocelli");
  EXPECT_EQ(content(log.path()), content(OCELLI_GOLDEN_DIR "/event_log.tfevents"));
  EXPECT_EQ(content(log.path()).size(), 230U);
}

TEST(EventLog, LeavesEarlierRunsAlone) {
  const TemporaryFolder folder;
  const std::string first = EventLog::create(folder / "", 5.0).value().path();
  const std::string second = EventLog::create(folder / "", 5.0).value().path();
  EXPECT_EQ(second, first + ".1");
  EXPECT_EQ(content(first).size(), content(second).size());
}

TEST(EventLog, NamesAFolderThatCannotBeMade) {
  EXPECT_EQ(EventLog::create("/proc/nowhere", 0).error().code, ErrorCode::kInvalidArgument);
}

TEST(Crc32c, HasTheValuesOfRfc3720) {
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
  EXPECT_EQ(crc32c("123456789"), 0xE3069283U);
}

TEST(CsvLog, ReadsBackWhatWasWritten) {
  const TemporaryFolder folder;
  const std::string path = folder / "log.csv";
  {
    CsvLog log = std::move(CsvLog::open(path, {"epoch", "loss", "accuracy"})).value();
    EXPECT_FALSE(log.add({1, 0.1 + 0.2, std::nullopt}).has_value());
    EXPECT_EQ(log.add({1, 2}).value().message, path + ": expected 3 numbers, got 2");
  }
  {
    CsvLog log = std::move(CsvLog::open(path, {"epoch", "loss", "accuracy"}, true)).value();
    EXPECT_FALSE(log.add({2, -1e-300, 0.5}).has_value());
  }
  EXPECT_EQ(content(path), "epoch,loss,accuracy\n1,0.30000000000000004,\n2,-1e-300,0.5\n");
  const LogTable table = read_csv_log(path).value();
  EXPECT_EQ(table.find("loss")->numbers[0], 0.1 + 0.2);
  EXPECT_EQ(table.find("accuracy")->numbers[0], std::nullopt);
  EXPECT_EQ(table.find("accuracy")->numbers[1], 0.5);
  EXPECT_EQ(table.find("time"), nullptr);
  EXPECT_EQ(CsvLog::open(path, {"epoch"}, true).error().message,
            path + ":1: expected the columns epoch, got epoch,loss,accuracy");
  EXPECT_TRUE(CsvLog::open(path, {"epoch"}).ok());
  EXPECT_EQ(content(path), "epoch\n");
}

TEST(CsvLog, ErrorsNameTheLine) {
  const TemporaryFolder folder;
  folder.write("a.csv", "epoch,loss\r\n1,2\r\n\r\n3,x\r\n");
  EXPECT_EQ(read_csv_log(folder / "a.csv").error().message,
            folder / "a.csv:4: expected a number, got \"x\"");
  folder.write("a.csv", "epoch,loss\n1\n");
  EXPECT_EQ(read_csv_log(folder / "a.csv").error().message,
            folder / "a.csv:2: expected 2 cells, got 1");
  EXPECT_EQ(read_csv_log(folder / "none.csv").error().message,
            folder / "none.csv: expected a CSV whose first line names its columns");
}

}  // namespace
}  // namespace ocelli::train
