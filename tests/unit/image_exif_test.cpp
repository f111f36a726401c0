#include <gtest/gtest.h>

#include "image/exif.h"
#include "image_fixtures.h"

namespace ocelli {
namespace {

using test::Bytes;
using test::bytes_of;

// Builds EXIF data of either byte order.
class ExifWriter {
 public:
  explicit ExifWriter(bool big_endian, bool with_prefix = true) : big_endian_(big_endian) {
    if (with_prefix) bytes_ = {'E', 'x', 'i', 'f', 0, 0};
    for (int i = 0; i < 2; ++i) bytes_.push_back(big_endian ? 'M' : 'I');
    u16(42).u32(8);
  }
  ExifWriter& u16(std::uint32_t value) {
    const std::uint8_t high = static_cast<std::uint8_t>(value >> 8);
    const std::uint8_t low = static_cast<std::uint8_t>(value);
    bytes_.push_back(big_endian_ ? high : low);
    bytes_.push_back(big_endian_ ? low : high);
    return *this;
  }
  ExifWriter& u32(std::uint32_t value) {
    return big_endian_ ? u16(value >> 16).u16(value & 0xFFFF)
                       : u16(value & 0xFFFF).u16(value >> 16);
  }
  ExifWriter& entry(int tag, int type, int value) {
    return u16(static_cast<std::uint32_t>(tag))
        .u16(static_cast<std::uint32_t>(type))
        .u32(1)
        .u16(static_cast<std::uint32_t>(value))
        .u16(0);
  }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

 private:
  bool big_endian_;
  Bytes bytes_;
};

constexpr int kOrientation = 0x0112, kResolutionUnit = 0x0128, kShort = 3, kLong = 4;

TEST(Exif, AllEightOrientationsAreReadInBothByteOrders) {
  for (const bool big_endian : {false, true}) {
    for (const bool with_prefix : {false, true}) {
      for (int orientation = 1; orientation <= 8; ++orientation) {
        const Bytes exif = ExifWriter(big_endian, with_prefix)
                               .u16(1)
                               .entry(kOrientation, kShort, orientation)
                               .bytes();
        EXPECT_EQ(exif_orientation(exif), orientation);
      }
    }
  }
}

TEST(Exif, TheOrientationIsFoundBehindOtherEntries) {
  const Bytes exif = ExifWriter(true)
                         .u16(3)
                         .entry(0x010F, 2, 7)
                         .entry(kOrientation, kShort, 6)
                         .entry(kResolutionUnit, kShort, 2)
                         .bytes();
  EXPECT_EQ(exif_orientation(exif), 6);
}

TEST(Exif, NoOrientationMeansOne) {
  EXPECT_EQ(exif_orientation({}), 1);
  EXPECT_EQ(exif_orientation(bytes_of("http://ns.adobe.com/xap/1.0/")), 1);
  EXPECT_EQ(exif_orientation(ExifWriter(false).u16(0).bytes()), 1);
  EXPECT_EQ(exif_orientation(ExifWriter(false).u16(1).entry(kResolutionUnit, kShort, 6).bytes()),
            1);
}

TEST(Exif, ValuesOutOfRangeAndOfOtherTypesMeanOne) {
  for (const int value : {0, 9, 256, 65535}) {
    EXPECT_EQ(exif_orientation(ExifWriter(true).u16(1).entry(kOrientation, kShort, value).bytes()),
              1)
        << value;
  }
  EXPECT_EQ(exif_orientation(ExifWriter(false).u16(1).entry(kOrientation, kLong, 6).bytes()), 1);
}

TEST(Exif, DamagedHeadersMeanOne) {
  const Bytes sound = ExifWriter(false, false).u16(1).entry(kOrientation, kShort, 6).bytes();
  ASSERT_EQ(exif_orientation(sound), 6);
  const auto with_byte = [&](std::size_t at, std::uint8_t value) {
    Bytes damaged = sound;
    damaged[at] = value;
    return exif_orientation(damaged);
  };
  EXPECT_EQ(with_byte(0, 'M'), 1) << "IM";
  EXPECT_EQ(with_byte(0, 'X'), 1);
  EXPECT_EQ(with_byte(2, 43), 1) << "TIFF's 42";
  EXPECT_EQ(with_byte(4, 200), 1) << "directory beyond the end";
  EXPECT_EQ(with_byte(7, 255), 1) << "directory far beyond the end";
}

TEST(Exif, EveryCutMeansOneUntilTheEntryIsWhole) {
  const Bytes whole = ExifWriter(true).u16(1).entry(kOrientation, kShort, 8).bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(exif_orientation(std::span(whole).first(size)), 1) << size << " bytes";
  }
  EXPECT_EQ(exif_orientation(whole), 8);
}

TEST(Exif, ADirectoryThatLiesAboutItsLengthIsReadToItsEnd) {
  EXPECT_EQ(exif_orientation(ExifWriter(true).u16(65535).entry(kOrientation, kShort, 3).bytes()),
            3);
  EXPECT_EQ(exif_orientation(ExifWriter(true).u16(65535).entry(kResolutionUnit, kShort, 3).bytes()),
            1);
}

}  // namespace
}  // namespace ocelli
