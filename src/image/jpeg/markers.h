#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "image/jpeg/frame.h"
#include "result.h"

namespace ocelli::jpeg {

inline constexpr std::uint8_t kSoi = 0xD8, kEoi = 0xD9, kSos = 0xDA, kRst0 = 0xD0, kRst7 = 0xD7;

/// A marker segment: its code and its payload, without the length.
struct Segment {
  std::uint8_t marker;
  std::span<const std::uint8_t> payload;
};

/// Walks over the markers of a JPEG file. Stray bytes between segments are passed over, as libjpeg
/// does.
class MarkerReader {
 public:
  explicit MarkerReader(std::span<const std::uint8_t> file) : file_(file) {}

  /// The next segment; kTruncatedImage at the end of the file.
  Result<Segment> next();

  [[nodiscard]] const std::uint8_t* position() const { return file_.data() + offset_; }
  [[nodiscard]] const std::uint8_t* end() const { return file_.data() + file_.size(); }
  void move_to(const std::uint8_t* position) { offset_ = position - file_.data(); }

 private:
  std::span<const std::uint8_t> file_;
  std::size_t offset_ = 0;
};

/// Applies DQT, DHT, DRI, APP0 or APP14 to the tables; other segments change nothing.
std::optional<Error> read_tables(const Segment& segment, Tables& tables);

/// Whether the marker begins a frame (SOF of any kind).
bool is_frame(std::uint8_t marker);

/// Reads SOF0, SOF1 or SOF2. kUnsupportedFormat for the other kinds, for 12 bits, two components and
/// sampling factors whose ratios are not whole.
Result<Frame> read_frame(const Segment& segment);

/// Reads the header of a scan and checks it against the frame and the tables.
Result<Scan> read_scan(const Segment& segment, const Frame& frame, const Tables& tables);

/// Which colours the components stand for, by libjpeg's rules.
ColorModel color_model(const Frame& frame, const Tables& tables);

}  // namespace ocelli::jpeg
