#include <string>

#include <gtest/gtest.h>

#include "image/jpeg/markers.h"
#include "image_jpeg_writer.h"

namespace ocelli::jpeg {
namespace {

using test::Bytes;
using test::error_of;

constexpr std::uint8_t kSof0 = 0xC0, kSof2 = 0xC2;

// A frame of components 1, 2 and 3, with tables 0 for everything.
class ScanHeader : public ::testing::Test {
 protected:
  ScanHeader() {
    for (std::uint8_t i = 1; i <= 3; ++i) payload_.insert(payload_.end(), {i, 0x11, 0});
    tables_.has_quant[0] = true;
    tables_.dc[0] = test::even_table(1, {0, 1});
    tables_.ac[0] = test::even_table(1, {0, 1});
  }
  [[nodiscard]] Result<Scan> read(const Bytes& scan, std::uint8_t kind = kSof0) const {
    return read_scan({kSos, scan}, read_frame({kind, payload_}).value(), tables_);
  }
  [[nodiscard]] std::string error(const Bytes& scan, std::uint8_t kind = kSof0) const {
    return error_of(read(scan, kind));
  }

  Bytes payload_ = {8, 0, 8, 0, 8, 3};
  Tables tables_;
};

const Bytes kBaseline = {3, 1, 0x00, 2, 0x00, 3, 0x00, 0, 63, 0};

TEST_F(ScanHeader, ComponentsTablesAndBandAreRead) {
  tables_.dc[1] = tables_.dc[0];
  tables_.ac[2] = tables_.ac[0];
  const Scan scan = read({2, 3, 0x02, 1, 0x10, 0, 63, 0}).value();
  ASSERT_EQ(scan.components.size(), 2U);
  EXPECT_EQ(scan.components[0].component, 2);
  EXPECT_EQ(scan.components[0].dc_table, 0);
  EXPECT_EQ(scan.components[0].ac_table, 2);
  EXPECT_EQ(scan.components[1].component, 0);
  EXPECT_EQ(scan.components[1].dc_table, 1);
  const Scan band = read({1, 2, 0x00, 5, 40, 0x21}, kSof2).value();
  EXPECT_EQ(band.spectral_start, 5);
  EXPECT_EQ(band.spectral_end, 40);
  EXPECT_EQ(band.approx_high, 2);
  EXPECT_EQ(band.approx_low, 1);
}

TEST_F(ScanHeader, ABaselineScanCoversEverythingWhateverItSays) {
  const Scan scan = read({1, 1, 0x00, 7, 3, 0x25}).value();
  EXPECT_EQ(scan.spectral_start, 0);
  EXPECT_EQ(scan.spectral_end, 63);
  EXPECT_EQ(scan.approx_low, 0);
}

TEST_F(ScanHeader, EveryCutIsCorrupt) {
  ASSERT_EQ(error(kBaseline), "");
  for (std::size_t size = 0; size < kBaseline.size(); ++size) {
    EXPECT_EQ(error(test::first_bytes(kBaseline, size)), "corrupt-image: JPEG: scan header with " +
                                                             std::to_string(size == 0 ? 0 : 3) +
                                                             " components");
  }
}

TEST_F(ScanHeader, ImpossibleComponentsAreCorrupt) {
  EXPECT_EQ(error({0, 0, 63, 0}), "corrupt-image: JPEG: scan header with 0 components");
  EXPECT_EQ(error({4, 1, 0, 2, 0, 3, 0, 1, 0, 0, 63, 0}),
            "corrupt-image: JPEG: scan header with 4 components");
  EXPECT_EQ(error({1, 9, 0, 0, 63, 0}), "corrupt-image: JPEG: scan of an unknown component");
  EXPECT_EQ(error({2, 1, 0, 1, 0, 0, 63, 0}),
            "corrupt-image: JPEG: scan that names a component twice");
  EXPECT_EQ(error({1, 1, 0x40, 0, 63, 0}), "corrupt-image: JPEG: Huffman table number");
  EXPECT_EQ(error({1, 1, 0x04, 0, 63, 0}), "corrupt-image: JPEG: Huffman table number");
}

TEST_F(ScanHeader, ImpossibleBandsAreCorrupt) {
  const std::string impossible =
      "corrupt-image: JPEG: scan header with impossible spectral selection";
  EXPECT_EQ(error({1, 1, 0, 0, 63, 0}, kSof2), impossible) << "DC and AC together";
  EXPECT_EQ(error({2, 1, 0, 2, 0, 1, 63, 0}, kSof2), impossible) << "AC of two components";
  EXPECT_EQ(error({1, 1, 0, 9, 8, 0}, kSof2), impossible);
  EXPECT_EQ(error({1, 1, 0, 1, 64, 0}, kSof2), impossible);
  EXPECT_EQ(error({1, 1, 0, 1, 63, 0x0E}, kSof2), impossible);
  EXPECT_EQ(error({1, 1, 0, 1, 63, 0xE0}, kSof2), impossible);
  EXPECT_EQ(error({1, 1, 0, 1, 63, 0xDD}, kSof2), "");
  EXPECT_EQ(error({3, 1, 0, 2, 0, 3, 0, 0, 0, 0}, kSof2), "") << "DC of three components";
}

TEST_F(ScanHeader, MissingTablesAreCorrupt) {
  EXPECT_EQ(error({1, 1, 0x10, 0, 63, 0}),
            "corrupt-image: JPEG: scan without its DC Huffman table");
  EXPECT_EQ(error({1, 1, 0x01, 0, 63, 0}),
            "corrupt-image: JPEG: scan without its AC Huffman table");
  tables_.has_quant[0] = false;
  EXPECT_EQ(error(kBaseline), "corrupt-image: JPEG: scan without its quantization table");
}

TEST_F(ScanHeader, ProgressiveScansNeedTheTablesOfTheirBandOnly) {
  EXPECT_EQ(error({1, 1, 0x03, 0, 0, 0x01}, kSof2), "") << "DC needs no AC table";
  EXPECT_EQ(error({1, 1, 0x30, 1, 5, 0}, kSof2), "") << "AC needs no DC table";
  EXPECT_EQ(error({1, 1, 0x33, 0, 0, 0x10}, kSof2), "") << "refining DC needs none";
  EXPECT_NE(error({1, 1, 0x30, 0, 0, 0x01}, kSof2), "");
  EXPECT_NE(error({1, 1, 0x03, 1, 5, 0x10}, kSof2), "");
}

}  // namespace
}  // namespace ocelli::jpeg
