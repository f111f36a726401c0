#include <array>
#include <string>

#include <gtest/gtest.h>

#include "image/jpeg/bit_reader.h"
#include "image/jpeg/huffman.h"
#include "image_jpeg_writer.h"

namespace ocelli::jpeg {
namespace {

using test::Bytes;

BitReader reader_of(const Bytes& bytes) { return {bytes.data(), bytes.data() + bytes.size()}; }

TEST(BitReader, BitsComeHighestFirst) {
  const Bytes bytes = {0b10110010, 0x34, 0x56, 0x78, 0x9A};
  BitReader bits = reader_of(bytes);
  EXPECT_EQ(bits.take(1), 1U);
  EXPECT_EQ(bits.take(3), 0b011U);
  EXPECT_EQ(bits.take(0), 0U);
  EXPECT_EQ(bits.take(12), 0x234U);
  EXPECT_EQ(bits.take(16), 0x5678U);
  EXPECT_FALSE(bits.overran());
}

TEST(BitReader, StuffedZerosAreTakenOutAtEveryPlaceOfAWord) {
  for (std::size_t place = 0; place < 24; ++place) {
    Bytes bytes, plain;
    for (std::size_t i = 0; i < 24; ++i) {
      plain.push_back(i == place ? 0xFF : static_cast<std::uint8_t>(i + 1));
      bytes.push_back(plain.back());
      if (i == place) bytes.push_back(0);
    }
    BitReader bits = reader_of(bytes);
    for (const std::uint8_t byte : plain) {
      EXPECT_EQ(bits.take(3), byte >> 5U) << place;
      EXPECT_EQ(bits.take(5), byte & 31U) << place;
    }
    EXPECT_FALSE(bits.overran()) << place;
  }
}

TEST(BitReader, FillBytesBeforeAStuffedZeroAreOneByteOfOnes) {
  const Bytes bytes = {0x12, 0xFF, 0xFF, 0xFF, 0x00, 0x34};
  BitReader bits = reader_of(bytes);
  EXPECT_EQ(bits.take(8), 0x12U);
  EXPECT_EQ(bits.take(8), 0xFFU);
  EXPECT_EQ(bits.take(8), 0x34U);
  EXPECT_FALSE(bits.overran());
}

TEST(BitReader, TheEndGivesZerosAndIsNoticedOnceTheyAreUsed) {
  const Bytes bytes = {0xAB, 0xCD};
  BitReader bits = reader_of(bytes);
  EXPECT_EQ(bits.take(16), 0xABCDU);
  EXPECT_FALSE(bits.overran());
  EXPECT_EQ(bits.take(1), 0U);
  EXPECT_TRUE(bits.overran());
}

TEST(BitReader, AMarkerEndsTheBitsAndIsWhereReadingGoesOn) {
  const Bytes bytes = {0xAB, 0xFF, 0xD3, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA};
  BitReader bits = reader_of(bytes);
  EXPECT_EQ(bits.take(8), 0xABU);
  EXPECT_FALSE(bits.overran());
  EXPECT_EQ(bits.take(4), 0U);
  EXPECT_TRUE(bits.overran());
  EXPECT_EQ(bits.finish(), bytes.data() + 1);
  bits.restart_at(bytes.data() + 3);
  EXPECT_FALSE(bits.overran());
  EXPECT_EQ(bits.take(8), 0x55U);
  EXPECT_EQ(bits.take(16), 0x6677U);
}

TEST(BitReader, NoBytesAtAllAreZeros) {
  BitReader bits(nullptr, nullptr);
  EXPECT_EQ(bits.take(16), 0U);
  EXPECT_TRUE(bits.overran());
}

TEST(Extend, MagnitudesBecomeSignedValues) {
  EXPECT_EQ(extend(0, 1), -1);
  EXPECT_EQ(extend(1, 1), 1);
  EXPECT_EQ(extend(0, 3), -7);
  EXPECT_EQ(extend(3, 3), -4);
  EXPECT_EQ(extend(4, 3), 4);
  EXPECT_EQ(extend(7, 3), 7);
  EXPECT_EQ(extend(0, 15), -32767);
  EXPECT_EQ(extend(32767, 15), 32767);
}

TEST(Huffman, TheDcTableOfTheStandardDecodesItsCodes) {
  // T.81, table K.3.
  const std::array codes = {"00",   "010",   "011",    "100",     "101",      "110",
                            "1110", "11110", "111110", "1111110", "11111110", "111111110"};
  HuffmanTable table;
  EXPECT_FALSE(table.built());
  ASSERT_TRUE(table.build(test::code_counts({0, 1, 5, 1, 1, 1, 1, 1, 1}),
                          Bytes{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
  EXPECT_TRUE(table.built());
  test::BitWriter writer;
  for (const char* code : codes) writer.put(code);
  const Bytes bytes = writer.bytes();
  BitReader bits = reader_of(bytes);
  for (int symbol = 0; symbol < 12; ++symbol) {
    bits.refill();
    EXPECT_EQ(table.decode(bits), symbol);
  }
}

TEST(Huffman, CodesOfAllLengthsAreDecodedPastTheLookUpToo) {
  // One code of each length: 0, 10, 110 and so on; all ones stays free.
  HuffmanTable table;
  Bytes symbols;
  for (int i = 0; i < 16; ++i) symbols.push_back(static_cast<std::uint8_t>(16 * i));
  ASSERT_TRUE(table.build(Bytes(16, 1), symbols));
  for (int length = 1; length <= 16; ++length) {
    const Bytes bytes =
        test::BitWriter().put(std::string(static_cast<std::size_t>(length - 1), '1') + "0").bytes();
    BitReader bits = reader_of(bytes);
    bits.refill();
    EXPECT_EQ(table.decode(bits), 16 * (length - 1)) << length;
    EXPECT_EQ(bits.take(1), length % 8 == 0 ? 0U : 1U) << "the code takes just its bits";
  }
}

TEST(Huffman, BitsThatAreNoCodeAreTold) {
  HuffmanTable table;
  ASSERT_TRUE(table.build(Bytes(16, 1), Bytes(16)));
  const Bytes ones = test::BitWriter().put(0xFFFF, 16).bytes();
  BitReader bits = reader_of(ones);
  bits.refill();
  EXPECT_EQ(table.decode(bits), HuffmanTable::kBadCode);
  HuffmanTable empty;
  ASSERT_TRUE(empty.build(Bytes(16), {}));
  EXPECT_EQ(empty.decode(bits), HuffmanTable::kBadCode);
}

TEST(Huffman, MoreCodesThanALengthHoldsAreRefused) {
  HuffmanTable table;
  EXPECT_FALSE(table.build(test::code_counts({3}), Bytes(3)));
  EXPECT_FALSE(table.build(test::code_counts({1, 3}), Bytes(4)));
  EXPECT_TRUE(table.build(test::code_counts({1, 2}), Bytes(3)));
  EXPECT_TRUE(table.build(test::code_counts({2}), Bytes(2)));
}

TEST(Huffman, TheFastStepGivesRunBitsUsedAndValueOrNothing) {
  // 00: run 2, 3 bits of value; 01: run 0, 9 bits, too long to be fast; 10: end of block.
  const HuffmanTable table = test::even_table(2, {0x23, 0x09, 0x00});
  const auto fast = [&](std::string_view code) {
    const Bytes bytes = test::BitWriter().put(code).put(0, 24).bytes();
    BitReader bits = reader_of(bytes);
    bits.refill();
    return table.fast_ac(bits);
  };
  const std::int32_t step = fast("00 101");
  EXPECT_EQ(step & 15, 2);
  EXPECT_EQ(step >> 4 & 31, 5);
  EXPECT_EQ(step >> 16, 5);
  EXPECT_EQ(fast("00 010") >> 16, -5);
  EXPECT_EQ(fast("01 111111111"), 0);
  EXPECT_EQ(fast("10"), 0);
  EXPECT_EQ(fast("11"), 0);
}

}  // namespace
}  // namespace ocelli::jpeg
