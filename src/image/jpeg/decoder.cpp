#include "image/jpeg/decoder.h"

#include <algorithm>
#include <memory>
#include <string>

#include "image/exif.h"
#include "image/jpeg/idct.h"
#include "image/jpeg/markers.h"
#include "image/jpeg/output.h"
#include "image/jpeg/scan.h"

namespace ocelli::jpeg {
namespace {

constexpr std::uint8_t kApp1 = 0xE1;

// Encoders write some ten scans; a file of thousands only keeps the reader busy.
constexpr int kMaxScans = 100;

int divided_up(int a, int b) { return (a + b - 1) / b; }

// libjpeg doubles a component's block as long as it is subsampled: half-size chroma at 1/2 is
// decoded whole and needs no upsampling.
int idct_size_of(const Component& component, const Frame& frame, int smallest) {
  int size = smallest;
  while (size < kBlock && frame.h_max * smallest % (component.h * size * 2) == 0 &&
         frame.v_max * smallest % (component.v * size * 2) == 0) {
    size *= 2;
  }
  return size;
}

void lay_out(Frame& frame, int shrink) {
  frame.mcus_wide = divided_up(frame.width, kBlock * frame.h_max);
  frame.mcus_high = divided_up(frame.height, kBlock * frame.v_max);
  for (Component& c : frame.components) {
    c.idct_size = idct_size_of(c, frame, kBlock / shrink);
    c.blocks_wide = frame.mcus_wide * c.h;
    c.blocks_high = frame.mcus_high * c.v;
    c.coded_blocks_wide = divided_up(frame.width * c.h, frame.h_max * kBlock);
    c.coded_blocks_high = divided_up(frame.height * c.v, frame.v_max * kBlock);
    c.width = divided_up(frame.width * c.h * c.idct_size, frame.h_max * kBlock);
    c.height = divided_up(frame.height * c.v * c.idct_size, frame.v_max * kBlock);
    c.stride = c.blocks_wide * c.idct_size;
    const std::size_t blocks = static_cast<std::size_t>(c.blocks_wide) * c.blocks_high;
    c.plane.resize(blocks * c.idct_size * c.idct_size);
    if (frame.progressive) c.coefficients.resize(blocks * kBlockSize);
  }
}

void transform_coefficients(Frame& frame) {
  for (Component& c : frame.components) {
    const int size = c.idct_size;
    const std::int16_t* block = c.coefficients.data();
    for (int y = 0; y < c.blocks_high; ++y) {
      std::uint8_t* out = c.plane.data() + static_cast<std::size_t>(y) * size * c.stride;
      for (int x = 0; x < c.blocks_wide; ++x, block += kBlockSize, out += size) {
        inverse_dct(size, block, c.quant, out, c.stride);
      }
    }
    c.coefficients = {};
  }
}

struct Opening {
  Frame frame;
  Tables tables;
  int orientation = 1;
  Segment first_scan;
};

// Everything before the first scan.
std::optional<Error> read_opening(MarkerReader& reader, Opening& opening) {
  bool has_frame = false;
  for (;;) {
    Result<Segment> segment = reader.next();
    if (!segment) return segment.error();
    const Segment& found = segment.value();
    if (found.marker == kEoi) {
      return Error{ErrorCode::kTruncatedImage, "JPEG: the file ends before its first scan"};
    }
    if (found.marker == kSos) {
      if (!has_frame)
        return Error{ErrorCode::kCorruptImage, "JPEG: a scan before the frame header"};
      opening.first_scan = found;
      return std::nullopt;
    }
    if (is_frame(found.marker)) {
      if (has_frame) return Error{ErrorCode::kUnsupportedFormat, "JPEG: more than one frame"};
      Result<Frame> frame = read_frame(found);
      if (!frame) return frame.error();
      opening.frame = std::move(frame).value();
      has_frame = true;
    } else if (found.marker == kApp1) {
      if (opening.orientation == 1) opening.orientation = exif_orientation(found.payload);
    } else if (auto error = read_tables(found, opening.tables)) {
      return error;
    }
  }
}

std::optional<Error> missing_scan(const Frame& frame) {
  for (const Component& c : frame.components) {
    if (!c.seen) return Error{ErrorCode::kTruncatedImage, "JPEG: a component has no scan"};
  }
  return std::nullopt;
}

// All scans and the tables between them, to the end of the picture.
std::optional<Error> decode_scans(MarkerReader& reader, Opening& opening) {
  Segment segment = opening.first_scan;
  int scans = 0;
  for (;;) {
    if (segment.marker == kEoi) return missing_scan(opening.frame);
    if (segment.marker == kSos) {
      if (++scans > kMaxScans) {
        return Error{ErrorCode::kCorruptImage,
                     "JPEG: more than " + std::to_string(kMaxScans) + " scans"};
      }
      const Result<Scan> scan = read_scan(segment, opening.frame, opening.tables);
      if (!scan) return scan.error();
      if (auto error = decode_scan(reader, opening.frame, opening.tables, scan.value())) {
        return error;
      }
    } else if (is_frame(segment.marker)) {
      return Error{ErrorCode::kUnsupportedFormat, "JPEG: more than one frame"};
    } else if (auto error = read_tables(segment, opening.tables)) {
      return error;
    }
    // Without its end marker a file may lack a scan, or the end of one: Pillow refuses it, too.
    const Result<Segment> next = reader.next();
    if (!next) return next.error();
    segment = next.value();
  }
}

}  // namespace

Result<Header> read_header(std::span<const std::uint8_t> file) {
  MarkerReader reader(file);
  const auto opening = std::make_unique<Opening>();  // 50 kB of tables: too much for wasm's stack
  if (auto error = read_opening(reader, *opening)) return *error;
  const Frame& frame = opening->frame;
  Header header;
  header.width = frame.width;
  header.height = frame.height;
  header.progressive = frame.progressive;
  header.orientation = opening->orientation;
  header.components = static_cast<int>(frame.components.size());
  header.samples_per_pixel = 0;
  for (const Component& c : frame.components) {
    header.samples_per_pixel += static_cast<double>(c.h * c.v) / (frame.h_max * frame.v_max);
  }
  return header;
}

Result<Image> decode(std::span<const std::uint8_t> file, int shrink) {
  MarkerReader reader(file);
  const auto opening = std::make_unique<Opening>();
  if (auto error = read_opening(reader, *opening)) return *error;
  Frame& frame = opening->frame;
  lay_out(frame, shrink);
  if (auto error = decode_scans(reader, *opening)) return *error;
  if (frame.progressive) transform_coefficients(frame);
  Result<Image> image =
      Image::create(divided_up(frame.width, shrink), divided_up(frame.height, shrink));
  if (!image) return image;
  write_rgb(frame, color_model(frame, opening->tables), image.value());
  return image;
}

}  // namespace ocelli::jpeg
