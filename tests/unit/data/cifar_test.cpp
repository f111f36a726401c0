#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "image/decode.h"
#include "train/data/dataset.h"
#include "train/data/photo_file.h"
#include "unit/data/temporary_folder.h"

namespace ocelli::train {
namespace {

using test::TemporaryFolder;

// A photograph of one colour behind its labels, in planes.
std::string record(const std::string& labels, int red, int green, int blue) {
  std::string bytes = labels;
  for (const int value : {red, green, blue}) bytes.append(1024, static_cast<char>(value));
  return bytes;
}

void write_ten(const TemporaryFolder& folder) {
  folder.write("batches.meta.txt", "airplane\nbird\n\n");
  const char* names[] = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                         "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"};
  for (const char* name : names) {
    folder.write(name, record(std::string(1, '\0'), 1, 2, 3) + record("\1", 200, 100, 50));
  }
}

TEST(Cifar, TenClassesComeInTwoParts) {
  const TemporaryFolder folder;
  write_ten(folder);
  const Result<Dataset> data = read_dataset(folder.path().string());
  ASSERT_TRUE(data.ok()) << data.error().message;
  EXPECT_EQ(data.value().labels, (std::vector<std::string>{"airplane", "bird"}));
  EXPECT_EQ(data.value().train.size(), 10U);
  ASSERT_EQ(data.value().test.size(), 2U);
  const Sample& bird = data.value().test[1];
  EXPECT_EQ(bird.labels, std::vector<std::int32_t>{1});
  std::vector<std::uint8_t> file;
  ASSERT_TRUE(read_photo_file(bird.path, file).ok());
  const Result<Photo> photo = decode(file, {});
  ASSERT_TRUE(photo.ok()) << photo.error().message;
  EXPECT_EQ(photo.value().pixels.width(), 32);
  EXPECT_EQ(photo.value().pixels.height(), 32);
  const std::uint8_t* last = photo.value().pixels.row(31) + 3 * 31;
  EXPECT_EQ(std::vector<int>(last, last + 3), (std::vector<int>{200, 100, 50}));
}

TEST(Cifar, AHundredClassesAreTheFineLabels) {
  const TemporaryFolder folder;
  folder.write("fine_label_names.txt", "apple\nbaby\nbear\n");
  folder.write("coarse_label_names.txt", "fruit\npeople\n");
  folder.write("train.bin", record(std::string("\0\0", 2), 1, 1, 1) + record("\1\1", 2, 2, 2) +
                                record("\1\2", 3, 3, 3));
  folder.write("test.bin", record("\1\2", 9, 9, 9));
  const Result<Dataset> data = read_dataset(folder.path().string());
  ASSERT_TRUE(data.ok()) << data.error().message;
  EXPECT_EQ(data.value().labels, (std::vector<std::string>{"apple", "baby", "bear"}));
  EXPECT_EQ(data.value().test.at(0).labels, std::vector<std::int32_t>{2});
}

TEST(Cifar, CutOffFilesAndUnknownLabelsAreRefused) {
  const TemporaryFolder folder;
  write_ten(folder);
  folder.write("data_batch_3.bin", std::string(3000, '\0'));
  EXPECT_NE(read_dataset(folder.path().string()).error().message.find("got 3000 bytes"),
            std::string::npos);
  folder.write("data_batch_3.bin", record("\7", 0, 0, 0));
  EXPECT_NE(read_dataset(folder.path().string()).error().message.find("label below 2, got 7"),
            std::string::npos);
}

}  // namespace
}  // namespace ocelli::train
