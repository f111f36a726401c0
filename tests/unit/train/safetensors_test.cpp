#include "train/run/safetensors.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace ocelli::train {
namespace {

class Safetensors : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / (std::string("ocelli-") + test->name());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path() const { return (folder_ / "x.safetensors").string(); }
  void write_text(const std::string& text) const {
    std::ofstream(path(), std::ios::binary) << text;
  }

  std::filesystem::path folder_;
};

TEST_F(Safetensors, WhatIsWrittenIsReadAgain) {
  TensorFile file;
  file.tensors["weight"] = at::arange(6, at::kFloat).view({2, 3});
  file.tensors["turned"] = at::arange(6, at::kDouble).view({2, 3}).t();
  file.tensors["count"] = at::tensor({7}, at::kLong);
  file.tensors["nothing"] = at::empty({0, 4}, at::kFloat);
  file.metadata["epoch"] = "3";
  ASSERT_FALSE(write_safetensors(path(), file));
  const Result<TensorFile> read = read_safetensors(path());
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value().metadata.at("epoch"), "3");
  ASSERT_EQ(read.value().tensors.size(), 4U);
  for (const auto& [name, tensor] : file.tensors) {
    EXPECT_TRUE(at::equal(read.value().tensors.at(name), tensor)) << name;
  }
}

TEST_F(Safetensors, TheBytesAreThoseOfTheFormat) {
  TensorFile file;
  file.tensors["a"] = at::tensor({1.0F}, at::kFloat);
  ASSERT_FALSE(write_safetensors(path(), file));
  std::ifstream in(path(), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const std::string header = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  EXPECT_EQ(bytes.substr(8, header.size()), header);
  EXPECT_EQ(static_cast<unsigned char>(bytes[0]), (header.size() + 7) / 8 * 8);
  EXPECT_EQ(bytes.substr(bytes.size() - 4), std::string("\0\0\x80\x3F", 4));
}

TEST_F(Safetensors, DamagedFilesAreErrors) {
  EXPECT_NE(read_safetensors(path()).error().message.find("No such file"), std::string::npos);
  const auto with_header = [&](const std::string& header, const std::string& data = "abcd") {
    std::string text(8, '\0');
    text[0] = static_cast<char>(header.size());
    write_text(text + header + data);
    return read_safetensors(path());
  };
  write_text("");
  EXPECT_FALSE(read_safetensors(path()).ok());
  write_text(std::string(8, '\xFF'));
  EXPECT_FALSE(read_safetensors(path()).ok());
  EXPECT_FALSE(with_header("{not json").ok());
  EXPECT_FALSE(with_header(R"({"a":3})").ok());
  EXPECT_FALSE(with_header(R"({"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}})").ok());
  EXPECT_FALSE(with_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})").ok());
  EXPECT_FALSE(with_header(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})").ok());
  EXPECT_FALSE(with_header(R"({"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}})").ok());
  EXPECT_FALSE(
      with_header(R"({"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})")
          .ok());
  EXPECT_TRUE(with_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})").ok());
}

TEST_F(Safetensors, AFolderThatIsNotThereIsAnError) {
  const auto error = write_safetensors((folder_ / "none" / "x").string(), {});
  ASSERT_TRUE(error);
  EXPECT_NE(error->message.find("No such file"), std::string::npos);
}

}  // namespace
}  // namespace ocelli::train
