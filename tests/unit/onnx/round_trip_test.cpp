#include <gtest/gtest.h>

#include "onnx/read_model.h"
#include "onnx/write_model.h"
#include "unit/onnx/model_file.h"

namespace ocelli::onnx {
namespace {

class RoundTrip : public testing::TestWithParam<const char*> {};

TEST_P(RoundTrip, AFileThatIsReadWrittenAndReadAgainIsEqual) {
  const auto file = file_bytes(std::string(OCELLI_GOLDEN_DIR) + "/" + GetParam());
  const Result<Model> model = read_model(file);
  ASSERT_TRUE(model.ok()) << model.error().message;
  const std::string written = write_model(model.value());
  const Result<Model> again = read_model(bytes_of(written));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_TRUE(model.value() == again.value());
  EXPECT_EQ(write_model(again.value()), written);
}

INSTANTIATE_TEST_SUITE_P(Files, RoundTrip,
                         testing::Values("tiny.onnx", "tiny-nocard.onnx",
                                         "../../models/imagenet/model.onnx"));

}  // namespace
}  // namespace ocelli::onnx
