#include "onnx/replace_card.h"

#include <gtest/gtest.h>

#include "model/read_card.h"
#include "unit/model_onnx_writer.h"
#include "unit/onnx/model_file.h"

namespace ocelli::onnx {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

const Entries kTwo = {{"ocelli.version", "1"}, {"ocelli.title", "Käfer"}};

TEST(ReplaceCard, OldEntriesMakeRoomForNewOnes) {
  const Result<std::string> file = replace_card(file_bytes(golden("tiny.onnx")), kTwo);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(read_card_entries(bytes_of(file.value())).value(), kTwo);
}

TEST(ReplaceCard, TheGraphStaysByteForByte) {
  const std::vector<std::uint8_t> before = file_bytes(golden("onnx/unknown.onnx"));
  const Result<std::string> with_card = replace_card(before, kTwo);
  ASSERT_TRUE(with_card.ok());
  const Model model = model_of(bytes_of(with_card.value()));
  EXPECT_TRUE(model.graph == model_of(before).graph);
  EXPECT_TRUE(model.unknown == model_of(before).unknown);
  const Result<std::string> without = replace_card(bytes_of(with_card.value()), {});
  ASSERT_TRUE(without.ok());
  EXPECT_EQ(without.value().size(), before.size());
}

TEST(ReplaceCard, EntriesOfOthersStay) {
  const std::string file = test::WireWriter()
                               .number(1, 8)
                               .message(7, "")
                               .message(14, test::metadata_entry({"author", "someone"}))
                               .message(14, test::metadata_entry({"ocelli.title", "Old"}))
                               .str();
  const Result<std::string> replaced = replace_card(bytes_of(file), {{"ocelli.title", "New"}});
  ASSERT_TRUE(replaced.ok());
  EXPECT_NE(replaced.value().find("someone"), std::string::npos);
  EXPECT_EQ(replaced.value().find("Old"), std::string::npos);
  EXPECT_LT(replaced.value().find("New"), replaced.value().rfind(std::string("\x3A\x00", 2)));
}

TEST(ReplaceCard, AFileThatIsCutShortIsRefused) {
  const std::vector<std::uint8_t> file = file_bytes(golden("tiny.onnx"));
  const Result<std::string> replaced = replace_card(std::span(file).first(file.size() - 5), kTwo);
  ASSERT_FALSE(replaced.ok());
  EXPECT_EQ(replaced.error().code, ErrorCode::kInvalidModel);
}

}  // namespace
}  // namespace ocelli::onnx
