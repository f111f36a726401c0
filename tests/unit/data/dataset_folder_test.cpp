#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "train/data/dataset.h"
#include "unit/data/temporary_folder.h"

namespace ocelli::train {
namespace {

using test::TemporaryFolder;
using Names = std::vector<std::string>;

Names names_of(const std::vector<Sample>& part) {
  Names names;
  for (const Sample& sample : part) names.push_back(sample.name);
  return names;
}

std::string error_of(const TemporaryFolder& folder) {
  const Result<Dataset> read = read_dataset(folder.path().string());
  if (read.ok()) return "no error";
  EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument);
  std::string message = read.error().message;
  const std::string root = folder.path().string();
  for (std::size_t at; (at = message.find(root)) != std::string::npos;) {
    message.replace(at, root.size(), "DATA");
  }
  return message;
}

TEST(ImageFolder, ClassesAreSortedAndPhotographsStandInTheTrainingPart) {
  TemporaryFolder folder;
  folder.write("wasp/2.PNG", "");
  folder.write("wasp/1.jpg", "");
  folder.write("ant/deeper/x.JPEG", "");
  folder.write("bee/y.gif", "");
  const Dataset data = read_dataset(folder / "").value();
  EXPECT_FALSE(data.multi_label);
  EXPECT_EQ(data.labels, (Names{"ant", "bee", "wasp"}));
  EXPECT_EQ(names_of(data.train),
            (Names{"ant/deeper/x.JPEG", "bee/y.gif", "wasp/1.jpg", "wasp/2.PNG"}));
  EXPECT_EQ(data.train[3].labels, std::vector<std::int32_t>{2});
  EXPECT_EQ(data.train[3].path, folder / "wasp/2.PNG");
  EXPECT_TRUE(data.validation.empty());
  EXPECT_TRUE(data.test.empty());
  EXPECT_TRUE(data.notes.empty());
}

TEST(ImageFolder, HiddenFilesAndOtherFilesAreLeftOut) {
  TemporaryFolder folder;
  folder.write("ant/1.jpg", "");
  folder.write("ant/.hidden.jpg", "");
  folder.write("ant/notes.txt", "");
  folder.write("bee/1.jpg", "");
  folder.write(".git/1.jpg", "");
  const Dataset data = read_dataset(folder.path().string()).value();
  EXPECT_EQ(names_of(data.train), (Names{"ant/1.jpg", "bee/1.jpg"}));
  EXPECT_EQ(data.notes, Names{"1 files that are no photographs of a class were ignored"});
}

TEST(ImageFolder, PartsAreFoundByTheirNames) {
  TemporaryFolder folder;
  folder.write("train/ant/1.jpg", "");
  folder.write("train/bee/1.jpg", "");
  folder.write("valid/bee/2.jpg", "");
  folder.write("test/ant/3.jpg", "");
  folder.write("masks/ant/1.png", "");
  const Dataset data = read_dataset(folder.path().string()).value();
  EXPECT_EQ(names_of(data.train), (Names{"train/ant/1.jpg", "train/bee/1.jpg"}));
  EXPECT_EQ(names_of(data.validation), Names{"valid/bee/2.jpg"});
  EXPECT_EQ(data.validation[0].labels, std::vector<std::int32_t>{1});
  EXPECT_EQ(names_of(data.test), Names{"test/ant/3.jpg"});
  EXPECT_EQ(data.notes, Names{"\"masks\" beside the parts was ignored"});
}

TEST(ImageFolder, ATestPartAloneCanBeRead) {
  TemporaryFolder folder;
  folder.write("test/ant/1.jpg", "");
  folder.write("test/bee/1.jpg", "");
  const Dataset data = read_dataset(folder.path().string()).value();
  EXPECT_EQ(data.labels, (Names{"ant", "bee"}));
  EXPECT_TRUE(data.train.empty());
  EXPECT_EQ(data.test.size(), 2U);
}

TEST(ImageFolder, LinksAreFollowedButNotInCircles) {
  TemporaryFolder folder;
  folder.write("ant/1.jpg", "");
  folder.write("bee/1.jpg", "");
  folder.write("elsewhere/.keep/deep/9.jpg", "");
  namespace fs = std::filesystem;
  fs::create_directory_symlink("..", folder / "ant/up");
  fs::create_directory_symlink(".", folder / "bee/self");
  fs::create_symlink("nowhere.jpg", folder / "bee/dead.jpg");
  fs::create_directory_symlink("../elsewhere/.keep", folder / "bee/linked");
  fs::remove(folder / "elsewhere/.keep/none");
  const Result<Dataset> read = read_dataset(folder.path().string());
  // "elsewhere" shows nothing but a hidden folder.
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(error_of(folder), "DATA/elsewhere: expected photographs of this class, got none");
  folder.write("elsewhere/1.jpg", "");
  const Names names = names_of(read_dataset(folder.path().string()).value().train);
  EXPECT_EQ(std::count(names.begin(), names.end(), "bee/linked/deep/9.jpg"), 1);
  // Through "up", the folder's classes are seen once more, and from there no further.
  EXPECT_EQ(std::count(names.begin(), names.end(), "ant/1.jpg"), 1);
  EXPECT_EQ(std::count(names.begin(), names.end(), "bee/self/1.jpg"), 0);
}

TEST(ImageFolder, WhatIsMissingIsNamed) {
  TemporaryFolder folder;
  EXPECT_EQ(error_of(folder),
            "DATA: expected a folder for each class, got 0 photographs and no folder");
  folder.write("1.jpg", "");
  EXPECT_EQ(error_of(folder),
            "DATA: expected a folder for each class, got 1 photographs and no folder");
  folder.write("train/ant/1.jpg", "");
  std::filesystem::create_directories(folder / "train/bee");
  EXPECT_EQ(error_of(folder), "DATA/train/bee: expected photographs of this class, got none");
  folder.write("train/bee/1.jpg", "");
  folder.write("val/wasp/1.jpg", "");
  EXPECT_EQ(error_of(folder),
            "DATA/val/wasp: the label \"wasp\" has no photograph in the training part");
  EXPECT_EQ(read_dataset("no/such/folder").error().message,
            "no/such/folder: no such file or folder");
}

TEST(ImageFolder, OneClassCanBeReadButNotTrainedOn) {
  TemporaryFolder folder;
  folder.write("ant/1.jpg", "");
  const Dataset data = read_dataset(folder.path().string()).value();
  EXPECT_EQ(check_trainable(data).error().message,
            "labels: expected at least 2 to tell apart, got only \"ant\"");
}

}  // namespace
}  // namespace ocelli::train
