#include <array>
#include <string_view>

#include <gtest/gtest.h>

#include "image/jpeg/block_decoder.h"
#include "image_jpeg_writer.h"

namespace ocelli::jpeg {
namespace {

using test::Bytes;
using test::even_table;

using Block = std::array<std::int16_t, kBlockSize>;

// Bits written as text, in an object that owns them.
class Bits {
 public:
  explicit Bits(std::string_view text) : bytes_(test::BitWriter().put(text).bytes()) {}
  operator BitReader&() { return reader_; }

 private:
  Bytes bytes_;
  BitReader reader_{bytes_.data(), bytes_.data() + bytes_.size()};
};

// Codes of four bits for values of 0 to 12 bits: 0000 is a difference of 0.
HuffmanTable dc_table() { return even_table(4, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}); }

// 000 end of block, 001 sixteen zeros, 010 run 0 of 1 bit, 011 run 2 of 3 bits, 100 run 15 of 1 bit,
// 101 run 3 of 0 bits, 110 run 0 of 2 bits, 111 free.
HuffmanTable ac_table() { return even_table(3, {0x00, 0xF0, 0x01, 0x23, 0xF1, 0x30, 0x02}); }

Scan band(int start, int end, int high, int low) { return {{}, start, end, high, low}; }

TEST(BaselineBlock, CoefficientsLandInNaturalOrder) {
  Block block{};
  int prediction = 10;
  // DC +5 (3 bits 101); one zero run of 2, then 5; 1; end.
  Bits bits("0011 101  011 101  010 1  000");
  ASSERT_TRUE(decode_baseline(bits, dc_table(), ac_table(), prediction, block.data()));
  EXPECT_EQ(prediction, 15);
  EXPECT_EQ(block[0], 15);
  EXPECT_EQ(block[16], 5);  // the third AC place of the zigzag
  EXPECT_EQ(block[9], 1);   // the fourth
  EXPECT_EQ(std::count(block.begin(), block.end(), 0), 61);
}

TEST(BaselineBlock, LongRunsOfZerosReachTheLastPlace) {
  Block block{};
  int prediction = 0;
  // 16 + 16 + 16 zeros, then fifteen zeros and a -1: places 1 to 48, 49 to 63, place 64 would be out.
  Bits bits("0000  001 001 001  011 111  100 0");
  EXPECT_FALSE(decode_baseline(bits, dc_table(), ac_table(), prediction, block.data()));
  Block sound{};
  Bits fitting("0000  001 001 001  011 111  010 0  000");
  ASSERT_TRUE(decode_baseline(fitting, dc_table(), ac_table(), prediction, sound.data()));
  EXPECT_EQ(sound[kNaturalOrder[51]], 7);
  EXPECT_EQ(sound[kNaturalOrder[52]], -1);
  Block last{};
  Bits to_the_end("0000  001 001 001  100 1");
  EXPECT_FALSE(decode_baseline(to_the_end, dc_table(), ac_table(), prediction, last.data()))
      << "the 64th coefficient has no successor";
}

TEST(BaselineBlock, WhatIsNoCodeIsRefused) {
  const auto decoded = [](std::string_view text) {
    Block block{};
    int prediction = 0;
    Bits bits(text);
    return decode_baseline(bits, dc_table(), ac_table(), prediction, block.data());
  };
  EXPECT_TRUE(decoded("0000 000"));
  EXPECT_FALSE(decoded("1111 000")) << "no DC code";
  EXPECT_FALSE(decoded("1100 000000000000 000")) << "DC of 12 bits";
  EXPECT_FALSE(decoded("0000 111")) << "no AC code";
  EXPECT_FALSE(decoded("0000 101")) << "a run without a value";
}

TEST(DcPasses, TheFirstShiftsAndTheSecondAddsABit) {
  Block block{};
  int prediction = -2;
  Bits first("0010 00");  // -3
  ASSERT_TRUE(decode_dc_first(first, dc_table(), 2, prediction, block.data()));
  EXPECT_EQ(prediction, -5);
  EXPECT_EQ(block[0], -20);
  Bits one("1"), zero("0");
  decode_dc_refine(one, 1, block.data());
  EXPECT_EQ(block[0], -18);  // -20 | 2 in two's complement
  decode_dc_refine(zero, 0, block.data());
  EXPECT_EQ(block[0], -18);
  Bits bad("1111");
  EXPECT_FALSE(decode_dc_first(bad, dc_table(), 0, prediction, block.data()));
}

TEST(AcFirstPass, ValuesAreShiftedAndRunsOfEmptyBlocksCounted) {
  Block block{};
  int run = 0;
  // Value 5 after two zeros, then an end-of-band run of 2^3 + 5 blocks, this one included.
  Bits bits("011 101  101 101");
  ASSERT_TRUE(decode_ac_first(bits, ac_table(), band(1, 63, 0, 1), run, block.data()));
  EXPECT_EQ(block[kNaturalOrder[3]], 10);
  EXPECT_EQ(run, 12);
  Block empty{};
  ASSERT_TRUE(decode_ac_first(bits, ac_table(), band(1, 63, 0, 1), run, empty.data()));
  EXPECT_EQ(run, 11);
  EXPECT_EQ(empty, Block{});
}

TEST(AcFirstPass, WhatLeadsOutOfTheBandOrIsNoCodeIsRefused) {
  const auto decoded = [](std::string_view text, int end) {
    Block block{};
    int run = 0;
    Bits bits(text);
    return decode_ac_first(bits, ac_table(), band(1, end, 0, 0), run, block.data());
  };
  EXPECT_TRUE(decoded("011 101", 3));
  EXPECT_FALSE(decoded("011 101", 2));
  EXPECT_FALSE(decoded("111", 63));
}

TEST(AcRefinement, OldValuesGetABitAndNewOnesAppearBetween) {
  Block block{};
  block[kNaturalOrder[1]] = 4;
  block[kNaturalOrder[3]] = -4;
  int run = 0;
  // Run 0 of 1 bit: sign 1, so +2; on the way place 1 is corrected (1); the value goes to place 2.
  // Then the end of the block: place 3 is corrected (1).
  Bits bits("010 1 1  000 1");
  ASSERT_TRUE(decode_ac_refine(bits, ac_table(), band(1, 5, 2, 1), run, block.data()));
  EXPECT_EQ(block[kNaturalOrder[1]], 6);
  EXPECT_EQ(block[kNaturalOrder[2]], 2);
  EXPECT_EQ(block[kNaturalOrder[3]], -6);
  EXPECT_EQ(run, 0);
}

TEST(AcRefinement, ARunOfEmptyBlocksStillCorrectsWhatIsThere) {
  Block block{};
  block[kNaturalOrder[4]] = 2;
  int run = 3;
  Bits bits("1");
  ASSERT_TRUE(decode_ac_refine(bits, ac_table(), band(1, 63, 1, 0), run, block.data()));
  EXPECT_EQ(run, 2);
  EXPECT_EQ(block[kNaturalOrder[4]], 3);
}

TEST(AcRefinement, ACorrectedBitIsNotAddedTwice) {
  Block block{};
  block[kNaturalOrder[1]] = 3;
  int run = 1;
  Bits bits("1");
  ASSERT_TRUE(decode_ac_refine(bits, ac_table(), band(1, 1, 1, 0), run, block.data()));
  EXPECT_EQ(block[kNaturalOrder[1]], 3);
}

TEST(AcRefinement, LargerValuesNoCodesAndValuesWithoutRoomAreRefused) {
  const auto decoded = [](std::string_view text, int end) {
    Block block{};
    int run = 0;
    Bits bits(text);
    return decode_ac_refine(bits, ac_table(), band(1, end, 1, 0), run, block.data());
  };
  EXPECT_TRUE(decoded("010 1 000", 5));
  EXPECT_FALSE(decoded("110 1", 5)) << "a value of two bits";
  EXPECT_FALSE(decoded("111", 5));
  EXPECT_FALSE(decoded("100 1", 15)) << "fifteen zeros leave no place";
  EXPECT_TRUE(decoded("100 1", 16));
}

}  // namespace
}  // namespace ocelli::jpeg
