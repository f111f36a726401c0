#include <string>

#include <gtest/gtest.h>

#include "image/jpeg/markers.h"
#include "image_jpeg_writer.h"

namespace ocelli::jpeg {
namespace {

using test::Bytes;
using test::bytes_of;
using test::error_of;
using test::joined;
using test::jpeg_segment;

constexpr std::uint8_t kDht = 0xC4, kDqt = 0xDB, kDri = 0xDD, kSof0 = 0xC0, kSof2 = 0xC2;

std::string table_error(std::uint8_t marker, const Bytes& payload, Tables& tables) {
  const auto error = read_tables({marker, payload}, tables);
  return error ? std::string(error_name(error->code)) + ": " + error->message : "";
}

std::string table_error(std::uint8_t marker, const Bytes& payload) {
  Tables tables;
  return table_error(marker, payload, tables);
}

TEST(MarkerReader, SegmentsComeInOrderWithTheirPayload) {
  const Bytes file = joined({{0xFF, 0xD8}, jpeg_segment(0xE0, {1, 2, 3}), jpeg_segment(0xFE, {})});
  MarkerReader reader(file);
  EXPECT_EQ(reader.next().value().marker, kSoi);
  const Segment app0 = reader.next().value();
  EXPECT_EQ(app0.marker, 0xE0);
  EXPECT_EQ(Bytes(app0.payload.begin(), app0.payload.end()), (Bytes{1, 2, 3}));
  EXPECT_TRUE(reader.next().value().payload.empty());
  EXPECT_EQ(reader.position(), reader.end());
  EXPECT_EQ(error_of(reader.next()),
            "truncated-image: JPEG: the file ends before the picture does");
}

TEST(MarkerReader, StrayBytesFillBytesAndStuffedZerosArePassedOver) {
  const Bytes file = joined({{7, 8, 0xFF, 0x00, 9, 0xFF, 0xFF, 0xFF}, {0xD9}});
  MarkerReader reader(file);
  EXPECT_EQ(reader.next().value().marker, kEoi);
}

TEST(MarkerReader, EveryCutOfASegmentIsTruncated) {
  const Bytes file = jpeg_segment(0xE1, {1, 2, 3, 4});
  for (std::size_t size = 0; size < file.size(); ++size) {
    const Bytes cut = test::first_bytes(file, size);
    MarkerReader reader(cut);
    EXPECT_EQ(error_of(reader.next()),
              "truncated-image: JPEG: the file ends before the picture does")
        << size;
  }
}

TEST(MarkerReader, ALengthThatDoesNotCountItselfIsCorrupt) {
  const Bytes file = {0xFF, 0xE0, 0x00, 0x01, 0x00, 0x00};
  EXPECT_EQ(error_of(MarkerReader(file).next()), "corrupt-image: JPEG: segment of length 1");
}

TEST(QuantTables, ValuesOfEightAndSixteenBitsAreReadInZigzagOrder) {
  Bytes payload = {0x02};
  for (int i = 0; i < 64; ++i) payload.push_back(static_cast<std::uint8_t>(i + 1));
  payload.push_back(0x13);
  for (int i = 0; i < 64; ++i) {
    payload.push_back(static_cast<std::uint8_t>(i));
    payload.push_back(5);
  }
  Tables tables;
  EXPECT_EQ(table_error(kDqt, payload, tables), "");
  EXPECT_FALSE(tables.has_quant[0]);
  ASSERT_TRUE(tables.has_quant[2]);
  ASSERT_TRUE(tables.has_quant[3]);
  EXPECT_EQ(tables.quant[2][0], 1);
  EXPECT_EQ(tables.quant[2][8], 3);  // third in zigzag order: second row, first column
  EXPECT_EQ(tables.quant[2][63], 64);
  EXPECT_EQ(tables.quant[3][1], 256 + 5);
}

TEST(QuantTables, ABadNumberAndACutAreCorrupt) {
  EXPECT_EQ(table_error(kDqt, Bytes(65, 4)), "corrupt-image: JPEG: quantization table 4 of 0 to 3");
  EXPECT_EQ(table_error(kDqt, Bytes(64, 0)), "corrupt-image: JPEG: quantization table cut short");
  EXPECT_EQ(table_error(kDqt, Bytes(100, 0x10)),
            "corrupt-image: JPEG: quantization table cut short");
}

TEST(HuffmanTables, SeveralOfOneSegmentAreRead) {
  const Bytes dc = joined({{0x01}, test::code_counts({1}), {0}});
  const Bytes ac = joined({{0x13}, test::code_counts({0, 2}), {1, 2}});
  Tables tables;
  EXPECT_EQ(table_error(kDht, joined({dc, ac}), tables), "");
  EXPECT_TRUE(tables.dc[1].built());
  EXPECT_TRUE(tables.ac[3].built());
  EXPECT_FALSE(tables.dc[0].built());
  EXPECT_FALSE(tables.ac[1].built());
}

TEST(HuffmanTables, DamageIsCorrupt) {
  const auto error = [](int number, const Bytes& counts, std::size_t symbols) {
    return table_error(kDht, joined({{static_cast<std::uint8_t>(number)}, counts, Bytes(symbols)}));
  };
  const Bytes two = test::code_counts({0, 2});
  EXPECT_EQ(error(0x00, two, 2), "");
  EXPECT_EQ(error(0x04, two, 2), "corrupt-image: JPEG: Huffman table number out of range");
  EXPECT_EQ(error(0x20, two, 2), "corrupt-image: JPEG: Huffman table number out of range");
  EXPECT_EQ(error(0x00, two, 1), "corrupt-image: JPEG: Huffman table cut short");
  EXPECT_EQ(error(0x00, Bytes(15), 0), "corrupt-image: JPEG: Huffman table cut short");
  EXPECT_EQ(error(0x00, Bytes(16, 17), 272), "corrupt-image: JPEG: Huffman table cut short");
  EXPECT_EQ(error(0x00, test::code_counts({3}), 3),
            "corrupt-image: JPEG: Huffman table with more codes than lengths allow");
}

TEST(OtherTables, TheRestartIntervalJfifAndAdobesTransformAreKept) {
  Tables tables;
  EXPECT_EQ(tables.adobe_transform, -1);
  EXPECT_EQ(table_error(kDri, {1, 2}, tables), "");
  EXPECT_EQ(tables.restart_interval, 258);
  EXPECT_EQ(table_error(kDri, {1}), "corrupt-image: JPEG: restart interval cut short");
  EXPECT_EQ(table_error(0xE0, bytes_of("JFXX"), tables), "");
  EXPECT_FALSE(tables.jfif);
  EXPECT_EQ(table_error(0xE0, {'J', 'F', 'I', 'F', 0, 1, 1}, tables), "");
  EXPECT_TRUE(tables.jfif);
  EXPECT_EQ(table_error(0xEE, {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0}, tables), "");
  EXPECT_EQ(tables.adobe_transform, -1) << "cut short";
  EXPECT_EQ(table_error(0xEE, {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 2}, tables), "");
  EXPECT_EQ(tables.adobe_transform, 2);
  EXPECT_EQ(table_error(0xFE, bytes_of("a comment"), tables), "");
}

Bytes frame_payload(int components) {
  Bytes payload = {8, 0, 31, 0, 45, static_cast<std::uint8_t>(components)};
  for (int i = 0; i < components; ++i) {
    const Bytes part = {static_cast<std::uint8_t>(i + 1), 0x11, 0};
    payload.insert(payload.end(), part.begin(), part.end());
  }
  return payload;
}

std::string frame_error(const Bytes& payload, std::uint8_t marker = kSof0) {
  return error_of(read_frame({marker, payload}));
}

TEST(FrameHeader, SizeSamplingAndKindAreRead) {
  Bytes payload = frame_payload(3);
  payload[7] = 0x42;
  payload[11] = 2;
  const Frame frame = read_frame({kSof2, payload}).value();
  EXPECT_EQ(frame.width, 45);
  EXPECT_EQ(frame.height, 31);
  EXPECT_TRUE(frame.progressive);
  EXPECT_EQ(frame.h_max, 4);
  EXPECT_EQ(frame.v_max, 2);
  ASSERT_EQ(frame.components.size(), 3U);
  EXPECT_EQ(frame.components[0].h, 4);
  EXPECT_EQ(frame.components[0].v, 2);
  EXPECT_EQ(frame.components[1].id, 2);
  EXPECT_EQ(frame.components[1].quant_index, 2);
  EXPECT_FALSE(read_frame({kSof0, payload}).value().progressive);
}

TEST(FrameHeader, WhatIsNotReadIsUnsupported) {
  EXPECT_EQ(frame_error(frame_payload(1), 0xC3),
            "unsupported-format: JPEG: expected a baseline or progressive Huffman-coded file, got "
            "frame type 3");
  EXPECT_NE(frame_error(frame_payload(3), 0xC9), "");
  EXPECT_EQ(frame_error(test::with_byte(frame_payload(3), 0, 12)),
            "unsupported-format: JPEG: expected 8 bits a sample, got 12");
  EXPECT_EQ(frame_error(frame_payload(2)),
            "unsupported-format: JPEG: expected 1, 3 or 4 components, got 2");
  EXPECT_EQ(frame_error(frame_payload(4)), "");
}

TEST(FrameHeader, SamplingRatiosThatAreNotWholeAreUnsupported) {
  Bytes payload = frame_payload(3);
  payload[7] = 0x31;
  EXPECT_EQ(frame_error(payload), "");
  payload[10] = 0x21;
  EXPECT_EQ(
      frame_error(payload),
      "unsupported-format: JPEG: expected sampling factors that divide the largest, got 2 x 1 "
      "of 3 x 1");
  payload[10] = 0x12;
  payload[13] = 0x13;
  EXPECT_NE(frame_error(payload), "");
}

TEST(FrameHeader, DamageIsCorrupt) {
  EXPECT_EQ(frame_error(test::with_byte(frame_payload(3), 2, 0)),
            "corrupt-image: JPEG: size 45 x 0");
  EXPECT_EQ(frame_error(test::with_byte(frame_payload(3), 4, 0)),
            "corrupt-image: JPEG: size 0 x 31");
  for (const int sampling : {0x01, 0x10, 0x51, 0x15}) {
    EXPECT_EQ(frame_error(test::with_byte(frame_payload(3), 10, sampling)),
              "corrupt-image: JPEG: sampling factor out of 1 to 4");
  }
  EXPECT_EQ(frame_error(test::with_byte(frame_payload(3), 8, 4)),
            "corrupt-image: JPEG: quantization table out of 0 to 3");
  const Bytes whole = frame_payload(3);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(frame_error(test::first_bytes(whole, size)),
              "corrupt-image: JPEG: frame header cut short")
        << size;
  }
}

TEST(FrameHeader, FramesAreTheSofMarkersOnly) {
  for (int marker = 0; marker < 256; ++marker) {
    const bool expected =
        marker >= 0xC0 && marker <= 0xCF && marker % 4 != 0 ? true : marker == 0xC0;
    EXPECT_EQ(is_frame(static_cast<std::uint8_t>(marker)), expected) << std::hex << marker;
  }
}

TEST(ColourModel, ComponentsMeanWhatLibjpegTakesThemFor) {
  const auto model = [](int components, bool jfif, int adobe, std::string_view ids = "") {
    Frame frame = read_frame({kSof0, frame_payload(components)}).value();
    for (std::size_t i = 0; i < ids.size(); ++i) frame.components[i].id = ids[i];
    Tables tables;
    tables.jfif = jfif;
    tables.adobe_transform = adobe;
    return color_model(frame, tables);
  };
  EXPECT_EQ(model(1, false, 1), ColorModel::kGrey);
  EXPECT_EQ(model(3, true, -1), ColorModel::kYcc);
  EXPECT_EQ(model(3, true, 0), ColorModel::kYcc) << "JFIF comes before Adobe";
  EXPECT_EQ(model(3, false, 0), ColorModel::kRgb);
  EXPECT_EQ(model(3, false, 1), ColorModel::kYcc);
  EXPECT_EQ(model(3, false, -1), ColorModel::kYcc);
  EXPECT_EQ(model(3, false, -1, "RGB"), ColorModel::kRgb);
  EXPECT_EQ(model(3, true, -1, "RGB"), ColorModel::kYcc);
  EXPECT_EQ(model(4, false, -1), ColorModel::kCmyk);
  EXPECT_EQ(model(4, false, 0), ColorModel::kCmyk);
  EXPECT_EQ(model(4, false, 2), ColorModel::kYcck);
}

}  // namespace
}  // namespace ocelli::jpeg
