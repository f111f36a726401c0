#include <gtest/gtest.h>

#include "model/read_card.h"
#include "onnx/write_model.h"
#include "unit/onnx/model_file.h"

namespace ocelli::onnx {
namespace {

class RoundTrip : public testing::TestWithParam<const char*> {};

TEST_P(RoundTrip, AFileThatIsReadWrittenAndReadAgainIsEqual) {
  const Model model = model_of(file_bytes(golden(GetParam())));
  const std::string written = write_model(model);
  const Model again = model_of(bytes_of(written));
  EXPECT_TRUE(model == again);
  EXPECT_EQ(write_model(again), written);
}

INSTANTIATE_TEST_SUITE_P(Files, RoundTrip,
                         testing::Values("tiny.onnx", "tiny-nocard.onnx", "onnx/encodings.onnx",
                                         "onnx/attributes.onnx", "onnx/unknown.onnx",
                                         "onnx/unordered.onnx", "../../models/imagenet/model.onnx",
                                         "../../models/imagenet-large/model.onnx"));

std::string bytes_from_hex(const std::string& text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

TEST(UnknownFields, WhatTheReaderDoesNotKnowIsWrittenAsItCame) {
  const std::string written = write_model(model_of(file_bytes(golden("onnx/unknown.onnx"))));
  for (const std::string& line : file_lines(golden("onnx/unknown.txt"))) {
    const std::string field = bytes_from_hex(line);
    const std::size_t place = written.find(field);
    EXPECT_NE(place, std::string::npos) << line;
    EXPECT_EQ(written.find(field, place + 1), std::string::npos) << line << " stands twice";
  }
}

TEST(WriteModel, TheCardStandsBeforeTheGraph) {
  const std::string written = write_model(model_of(file_bytes(golden("tiny.onnx"))));
  EXPECT_LT(written.find("ocelli.version"), written.find("GlobalAveragePool"));
}

TEST(WriteModel, TheCardReaderReadsTheSameEntries) {
  const std::vector<std::uint8_t> file = file_bytes(golden("tiny.onnx"));
  const std::string written = write_model(model_of(file));
  const Result<ModelCard> before = read_card(file);
  const Result<ModelCard> after = read_card(bytes_of(written));
  ASSERT_TRUE(before.ok() && after.ok());
  EXPECT_EQ(before.value().entries, after.value().entries);
  EXPECT_EQ(after.value().labels, (std::vector<std::string>{"red", "green", "blue"}));
}

TEST(WriteModel, OutputsStandBeforeTheWeights) {
  const std::string written = write_model(model_of(file_bytes(golden("tiny.onnx"))));
  const std::size_t last_output = written.rfind("logits");
  EXPECT_LT(last_output, written.rfind("bias"));
}

TEST(NodeOrder, NodesAreSortedSoThatEachComesAfterThoseItReads) {
  const Model model = model_of(file_bytes(golden("onnx/unordered.onnx")));
  std::vector<std::string> names;
  for (const Node& node : model.graph.nodes) names.push_back(node.name);
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b", "y"}));
}

}  // namespace
}  // namespace ocelli::onnx
