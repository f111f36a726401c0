#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../golden/card_cases.h"
#include "model/onnx_parts.h"
#include "model/read_card.h"
#include "model_onnx_writer.h"
#include "model_test_cards.h"

namespace ocelli {
namespace {

using test::WireWriter;

using Bytes = std::vector<std::uint8_t>;

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

// What each of the three readers says; they must agree on what is no model.
std::string refusal(const Bytes& file) {
  const auto entries = read_card_entries(file);
  const auto has = has_card(file);
  const auto card = read_card(file);
  EXPECT_EQ(entries.ok(), has.ok());
  EXPECT_FALSE(card.ok());
  if (entries.ok()) return "";
  EXPECT_EQ(entries.error().message, has.error().message);
  EXPECT_EQ(entries.error().message, card.error().message);
  return std::string(error_name(entries.error().code)) + ": " + entries.error().message;
}

TEST(HostileModel, NoBytesAreEmptyInput) {
  EXPECT_EQ(refusal({}), "empty-input: model: expected an ONNX file, got no bytes");
}

TEST(HostileModel, OtherFilesAreNamedByTheirBeginning) {
  EXPECT_EQ(refusal(bytes_of("version https://git-lfs.github.com/spec/v1\n")),
            "invalid-model: model: expected an ONNX file, got something else: 43 bytes that begin "
            "with \"version https://git-lfs.\"");
  EXPECT_NE(refusal(bytes_of("<!DOCTYPE html>")).find("begin with \"<!DOCTYPE html>\""),
            std::string::npos);
  EXPECT_NE(refusal(bytes_of("\x89PNG\r\n\x1A\n")).find("begin with \".PNG....\""),
            std::string::npos);
  EXPECT_EQ(refusal(bytes_of("{\"id2label\": {}}")).rfind("invalid-model", 0), 0U);
  EXPECT_EQ(refusal(Bytes(1000, 0)).rfind("invalid-model", 0), 0U);
  EXPECT_EQ(refusal(Bytes(1000, 0xFF)).rfind("invalid-model", 0), 0U);
}

TEST(HostileModel, AMessageWithoutVersionOrGraphIsNoModel) {
  const std::string graph = test::graph({test::value_info("y", {1, 3})});
  EXPECT_NE(refusal(WireWriter().message(7, graph).bytes()).find("without ir_version"),
            std::string::npos);
  EXPECT_NE(refusal(WireWriter().number(1, 8).bytes()).find("without a graph"), std::string::npos);
  // A graph of another wire type is none.
  EXPECT_NE(refusal(WireWriter().number(1, 8).number(7, 1).bytes()).find("without a graph"),
            std::string::npos);
}

TEST(HostileModel, EveryCutOfARealFileIsRefusedOrHasLostWholeFieldsOnly) {
  for (const Bytes& whole : {card_cases::kMetadataLast, card_cases::kMetadataFirst}) {
    std::size_t between_fields = 0;
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      const auto entries = read_card_entries(cut);
      if (entries.ok()) ++between_fields;
    }
    // Metadata last: after the graph, opset_import and each of its entries but the last.
    EXPECT_LE(between_fields, 12U);
  }
}

TEST(HostileModel, ACutFileSaysHowMuchIsMissing) {
  const Bytes whole =
      test::onnx_file(test::small_card(), test::graph({test::value_info("y", {1, 3})}, 100000));
  const Bytes cut(whole.begin(), whole.begin() + 5000);
  const std::string message = refusal(cut);
  EXPECT_NE(message.find("cut short after 5000 bytes: field 7 has 100"), std::string::npos)
      << message;
}

TEST(HostileModel, LengthsBeyondTheFileAreRefused) {
  for (const std::uint64_t length :
       {std::uint64_t{6}, std::uint64_t{0x7FFFFFFF}, std::uint64_t{0xFFFFFFFF},
        std::uint64_t{0x7FFFFFFFFFFFFFFF}, std::uint64_t{0xFFFFFFFFFFFFFFFF}}) {
    for (const std::uint32_t field : {7U, 14U, 99U}) {
      const Bytes file =
          WireWriter().number(1, 8).tag(field, 2).varint(length).raw("short").bytes();
      EXPECT_NE(refusal(file).find("cut short"), std::string::npos) << field << " " << length;
    }
  }
}

TEST(HostileModel, LengthsBeyondAnInnerMessageAreRefused) {
  const std::string graph = test::graph({test::value_info("y", {1, 3})});
  const std::string bad_entry =
      WireWriter().message(1, "ocelli.version").tag(2, 2).varint(1000).raw("1").str();
  const Bytes entry_file =
      WireWriter().number(1, 8).message(14, bad_entry).message(7, graph).bytes();
  EXPECT_NE(refusal(entry_file).find("damaged metadata_props"), std::string::npos);

  for (const std::string& output :
       {WireWriter().tag(1, 2).varint(50).raw("y").str(), WireWriter().message(2, "\x0A\x7F").str(),
        WireWriter().message(2, WireWriter().message(1, "\x12\x7F").str()).str(),
        std::string("\xFF")}) {
    const auto card = read_card(test::onnx_file(test::small_card(), test::graph({output})));
    ASSERT_FALSE(card.ok());
    EXPECT_EQ(card.error().code, ErrorCode::kInvalidModel);
    EXPECT_NE(card.error().message.find("graph is damaged"), std::string::npos);
  }
}

TEST(HostileModel, TagsAndNumbersThatProtobufForbidsAreDamage) {
  const auto after_version = [](const std::string& bytes) {
    return refusal(WireWriter().number(1, 8).raw(bytes).bytes());
  };
  const std::string eleven(11, '\x80');
  EXPECT_NE(after_version(std::string("\0\0", 2)).find("damaged"), std::string::npos);
  EXPECT_NE(after_version("\x0B").find("damaged"), std::string::npos);  // a group begins
  EXPECT_NE(after_version("\x0C").find("damaged"), std::string::npos);  // a group ends
  EXPECT_NE(after_version("\x0E").find("damaged"), std::string::npos);  // wire type 6
  EXPECT_NE(after_version(eleven).find("damaged"), std::string::npos);
  EXPECT_NE(after_version("\x08" + std::string(9, '\xFF') + "\x02").find("damaged"),
            std::string::npos);
  EXPECT_NE(after_version("\xFF\xFF\xFF\xFF\x7F").find("damaged"), std::string::npos);
  EXPECT_NE(after_version("\x09"
                          "1234567")
                .find("cut short"),
            std::string::npos);
  EXPECT_NE(after_version("\x0D"
                          "123")
                .find("cut short"),
            std::string::npos);
  EXPECT_NE(after_version("\x80").find("cut short"), std::string::npos);
}

TEST(HostileModel, UnknownFieldsOfEveryWireTypeAreSteppedOver) {
  const Bytes known =
      test::onnx_file(test::small_card(), test::graph({test::value_info("y", {1, 3})}));
  Bytes file = WireWriter()
                   .number(1000, 0xFFFFFFFFFFFFFFFF)
                   .tag(1001, 1)
                   .raw("12345678")
                   .tag(536870911, 5)
                   .raw("1234")
                   .message(1003, "x")
                   .bytes();
  file.insert(file.end(), known.begin(), known.end());
  EXPECT_TRUE(read_card(file).ok());
}

TEST(HostileModel, MoreThanAThousandOutputsAreRefused) {
  const std::vector<std::string> outputs(1025, WireWriter().message(1, "y").str());
  const auto card = read_card(test::onnx_file(test::small_card(), test::graph(outputs)));
  ASSERT_FALSE(card.ok());
  EXPECT_EQ(card.error().code, ErrorCode::kInvalidModel);
  EXPECT_NE(card.error().message.find("more than 1024 outputs"), std::string::npos);
}

TEST(HostileModel, WeightsAreSteppedOverAndNotCopied) {
  const std::string graph = test::graph({test::value_info("y", {1, 3})}, 1000000);
  const Bytes file = test::onnx_file(test::small_card(), graph);
  const auto parts = split_onnx(file);
  ASSERT_TRUE(parts.ok());
  ASSERT_EQ(parts.value().graph.size(), 1U);
  EXPECT_EQ(parts.value().graph[0].size(), graph.size());
  EXPECT_GE(parts.value().graph[0].data(), file.data());
  EXPECT_LT(parts.value().graph[0].data(), file.data() + file.size());
  EXPECT_TRUE(read_card(file).ok());
}

TEST(HostileModel, AFlippedBitAnywhereIsAnAnswerOrAnError) {
  Bytes file = card_cases::kMetadataLast;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < file.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      file[i] = static_cast<std::uint8_t>(file[i] ^ (1U << bit));
      const auto card = read_card(file);
      if (!card.ok()) {
        ++refused;
        EXPECT_FALSE(card.error().message.empty());
      }
      file[i] = static_cast<std::uint8_t>(file[i] ^ (1U << bit));
    }
  }
  EXPECT_GT(refused, file.size());
  EXPECT_TRUE(read_card(file).ok());
}

}  // namespace
}  // namespace ocelli
