#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "train/data/dataset.h"
#include "unit/data/temporary_folder.h"

namespace ocelli::train {
namespace {

using test::TemporaryFolder;
using Names = std::vector<std::string>;
using Places = std::vector<std::int32_t>;

std::string error_of(const TemporaryFolder& folder, const std::string& name,
                     const std::string& content) {
  folder.write(name, content);
  const Result<Dataset> read = read_dataset(folder / name);
  if (read.ok()) return "no error";
  EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument);
  return read.error().message.substr(folder.path().string().size() + 1);
}

TEST(CsvList, NamesOneLabelForEachPhotograph) {
  TemporaryFolder folder;
  folder.write("list.csv",
               "\xEF\xBB\xBFpath,label,remark\r\n"
               "b.jpg,wasp,\r\n"
               "\"a, with comma.jpg\",\"an \"\"ant\"\"\",\"two\nlines\"\r\n"
               "\r\n"
               "c.jpg, wasp ,x");
  const Dataset data = read_dataset(folder / "list.csv").value();
  EXPECT_FALSE(data.multi_label);
  EXPECT_EQ(data.labels, (Names{"an \"ant\"", "wasp"}));
  ASSERT_EQ(data.train.size(), 3U);
  EXPECT_EQ(data.train[0].name, "a, with comma.jpg");
  EXPECT_EQ(data.train[0].path, folder / "a, with comma.jpg");
  EXPECT_EQ(data.train[0].labels, Places{0});
  EXPECT_EQ(data.train[2].labels, Places{1});
}

TEST(CsvList, NamesSeveralLabelsOrNone) {
  TemporaryFolder folder;
  folder.write("list.csv",
               "split,path,labels\ntrain,a.jpg,hat; bag;hat\ntest,b.jpg,\nval,c.jpg,bag\n");
  const Dataset data = read_dataset(folder / "list.csv").value();
  EXPECT_TRUE(data.multi_label);
  EXPECT_EQ(data.labels, (Names{"bag", "hat"}));
  EXPECT_EQ(data.train[0].labels, (Places{0, 1}));
  EXPECT_EQ(data.test[0].labels, Places{});
  EXPECT_EQ(data.validation[0].labels, Places{0});
}

TEST(CsvList, ErrorsNameTheLine) {
  TemporaryFolder folder;
  const auto error = [&](const std::string& content) { return error_of(folder, "l.csv", content); };
  const std::string header =
      "l.csv:1: expected a first line that names the columns: path, then label or labels";
  EXPECT_EQ(error(""), "l.csv: expected a CSV with a line for each photograph");
  EXPECT_EQ(error("a.jpg,ant\n"), header);
  EXPECT_EQ(error("path,label,labels\na.jpg,ant,\n"), header);
  EXPECT_EQ(error("path,label\n"), "l.csv: expected photographs, got none");
  EXPECT_EQ(error("path,label\na.jpg\n"), "l.csv:2: expected 2 cells, got 1");
  EXPECT_EQ(error("path,label\n,ant\n"), "l.csv:2: expected a photograph's path, got nothing");
  EXPECT_EQ(error("path,label\na.jpg,ant\n\nb.jpg,\n"),
            "l.csv:4: expected a label of visible UTF-8 text, got \"\"");
  EXPECT_EQ(error("path,label,split\na.jpg,ant,dev\n"),
            "l.csv:2: split: expected train, val or test, got \"dev\"");
  EXPECT_EQ(error("path,label\na.jpg,\"ant"), "l.csv: a cell's quote is not closed");
  EXPECT_EQ(error("path,label\na.jpg,ant\na.jpg,bee\n"), "l.csv:3: \"a.jpg\" is listed twice");
  EXPECT_EQ(error("path,label,split\na.jpg,ant,train\nb.jpg,bee,val\n"),
            "l.csv:3: the label \"bee\" has no photograph in the training part");
}

TEST(JsonList, MapsPhotographsToListsOfLabels) {
  TemporaryFolder folder;
  folder.write("photos/0001.jpg", "");
  folder.write("0002.png", "");
  folder.write("tags.json", R"({"0001": ["hat", "bag"], "0002": [], "0003": ["bag"]})");
  // A folder in which such a list lies is read by it.
  const Dataset data = read_dataset(folder.path().string()).value();
  EXPECT_TRUE(data.multi_label);
  EXPECT_EQ(data.labels, (Names{"bag", "hat"}));
  ASSERT_EQ(data.train.size(), 3U);
  EXPECT_EQ(data.train[0].path, folder / "photos/0001.jpg");
  EXPECT_EQ(data.train[0].name, "0001");
  EXPECT_EQ(data.train[0].labels, (Places{0, 1}));
  EXPECT_EQ(data.train[1].path, folder / "0002.png");
  EXPECT_EQ(data.train[1].labels, Places{});
  // It is not there: the scan will say so.
  EXPECT_EQ(data.train[2].path, folder / "0003");
}

TEST(JsonList, MapsPhotographsToOneLabelAndAPart) {
  TemporaryFolder folder;
  folder.write(
      "list.json",
      R"({"a.jpg": "ant", "b.jpg": {"label": "bee"}, "c.jpg": {"label": "ant", "split": "test"}})");
  const Dataset data = read_dataset(folder / "list.json").value();
  EXPECT_FALSE(data.multi_label);
  EXPECT_EQ(data.train.size(), 2U);
  EXPECT_EQ(data.test[0].labels, Places{0});
}

TEST(JsonList, ErrorsNameThePhotograph) {
  TemporaryFolder folder;
  const auto error = [&](const std::string& content) {
    return error_of(folder, "l.json", content);
  };
  EXPECT_EQ(error("[]"), "l.json: expected an object from photographs to labels, got array");
  EXPECT_EQ(error("{}"), "l.json: expected photographs, got none");
  EXPECT_NE(error("{\"a\": ").find("parse error at line 1, column 7"), std::string::npos);
  EXPECT_EQ(error(R"({"a": "x", "a": "y"})"), "l.json: \"a\" is listed twice");
  EXPECT_EQ(error(R"({"a": 3})"), "l.json: \"a\": expected a label or a list of labels, got 3");
  EXPECT_EQ(error(R"({"a": ["x"], "b": "x"})"),
            "l.json: \"b\": expected a list of labels, as for the others, got one label");
  EXPECT_EQ(error(R"({"a": {"split": "val"}})"), "l.json: \"a\": expected either label or labels");
  EXPECT_EQ(error(R"({"a": {"label": "x", "split": 1}})"),
            "l.json: \"a\": split: expected train, val or test, got \"1\"");
  EXPECT_EQ(error(R"({"a": "two\nlines"})"),
            "l.json: \"a\": expected a label of visible UTF-8 text, got \"two\nlines\"");
  EXPECT_EQ(error_of(folder, "l.txt", ""), "l.txt: expected a folder, a .csv or a .json");
}

TEST(JsonList, TwoListsInAFolderAreAmbiguous) {
  TemporaryFolder folder;
  folder.write("tags.json", "{}");
  folder.write("labels.csv", "");
  EXPECT_EQ(read_dataset(folder.path().string()).error().message,
            folder.path().string() +
                ": expected one list of labels, got tags.json and labels.csv; name the one to use");
}

}  // namespace
}  // namespace ocelli::train
