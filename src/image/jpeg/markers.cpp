#include "image/jpeg/markers.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace ocelli::jpeg {
namespace {

constexpr std::uint8_t kDht = 0xC4, kJpg = 0xC8, kDac = 0xCC, kDqt = 0xDB, kDri = 0xDD;
constexpr std::uint8_t kApp0 = 0xE0, kApp14 = 0xEE, kTem = 0x01;

Error corrupt(std::string what) { return {ErrorCode::kCorruptImage, "JPEG: " + std::move(what)}; }
Error truncated() {
  return {ErrorCode::kTruncatedImage, "JPEG: the file ends before the picture does"};
}

int u16(std::span<const std::uint8_t> bytes, std::size_t at) {
  return bytes[at] << 8 | bytes[at + 1];
}

bool has_no_payload(std::uint8_t marker) {
  return marker == kTem || (marker >= kRst0 && marker <= kEoi);
}

bool starts_with(std::span<const std::uint8_t> bytes, std::string_view text) {
  return bytes.size() >= text.size() &&
         std::equal(text.begin(), text.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

std::optional<Error> read_quant(std::span<const std::uint8_t> payload, Tables& tables) {
  while (!payload.empty()) {
    const int index = payload[0] & 15;
    const int bytes = (payload[0] >> 4) != 0 ? 2 : 1;
    const std::size_t length = 1 + static_cast<std::size_t>(kBlockSize) * bytes;
    if (index > 3) return corrupt("quantization table " + std::to_string(index) + " of 0 to 3");
    if (payload.size() < length) return corrupt("quantization table cut short");
    for (int i = 0; i < kBlockSize; ++i) {
      const int value = bytes == 2 ? u16(payload, 1 + 2 * i) : payload[1 + i];
      tables.quant[index][kNaturalOrder[i]] = static_cast<std::uint16_t>(value);
    }
    tables.has_quant[index] = true;
    payload = payload.subspan(length);
  }
  return std::nullopt;
}

std::optional<Error> read_huffman(std::span<const std::uint8_t> payload, Tables& tables) {
  while (!payload.empty()) {
    if (payload.size() < 17) return corrupt("Huffman table cut short");
    const int index = payload[0] & 15;
    const int kind = payload[0] >> 4;
    if (index > 3 || kind > 1) return corrupt("Huffman table number out of range");
    const auto counts = payload.subspan(1, 16);
    std::size_t total = 0;
    for (const std::uint8_t count : counts) total += count;
    if (total > 256 || payload.size() < 17 + total) return corrupt("Huffman table cut short");
    HuffmanTable& table = kind == 0 ? tables.dc[index] : tables.ac[index];
    if (!table.build(counts, payload.subspan(17, total))) {
      return corrupt("Huffman table with more codes than lengths allow");
    }
    payload = payload.subspan(17 + total);
  }
  return std::nullopt;
}

}  // namespace

Result<Segment> MarkerReader::next() {
  while (offset_ + 1 < file_.size() &&
         !(file_[offset_] == 0xFF && file_[offset_ + 1] != 0 && file_[offset_ + 1] != 0xFF)) {
    ++offset_;
  }
  if (offset_ + 1 >= file_.size()) return truncated();
  const std::uint8_t marker = file_[offset_ + 1];
  offset_ += 2;
  if (has_no_payload(marker)) return Segment{marker, {}};
  if (offset_ + 2 > file_.size()) return truncated();
  const auto length = static_cast<std::size_t>(u16(file_, offset_));
  if (length < 2) return corrupt("segment of length " + std::to_string(length));
  if (offset_ + length > file_.size()) return truncated();
  const Segment segment{marker, file_.subspan(offset_ + 2, length - 2)};
  offset_ += length;
  return segment;
}

std::optional<Error> read_tables(const Segment& segment, Tables& tables) {
  const auto payload = segment.payload;
  switch (segment.marker) {
    case kDqt: return read_quant(payload, tables);
    case kDht: return read_huffman(payload, tables);
    case kDri:
      if (payload.size() < 2) return corrupt("restart interval cut short");
      tables.restart_interval = u16(payload, 0);
      return std::nullopt;
    case kApp0:
      if (starts_with(payload, std::string_view("JFIF\0", 5))) tables.jfif = true;
      return std::nullopt;
    case kApp14:
      if (payload.size() >= 12 && starts_with(payload, "Adobe")) {
        tables.adobe_transform = payload[11];
      }
      return std::nullopt;
    default: return std::nullopt;
  }
}

bool is_frame(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != kDht && marker != kJpg && marker != kDac;
}

Result<Frame> read_frame(const Segment& segment) {
  if (segment.marker > 0xC2) {
    return Error{ErrorCode::kUnsupportedFormat,
                 "JPEG: expected a baseline or progressive Huffman-coded file, got frame type " +
                     std::to_string(segment.marker - 0xC0)};
  }
  const auto payload = segment.payload;
  if (payload.size() < 6) return corrupt("frame header cut short");
  if (payload[0] != 8) {
    return Error{ErrorCode::kUnsupportedFormat,
                 "JPEG: expected 8 bits a sample, got " + std::to_string(payload[0])};
  }
  Frame frame;
  frame.progressive = segment.marker == 0xC2;
  frame.height = u16(payload, 1);
  frame.width = u16(payload, 3);
  const std::size_t count = payload[5];
  if (frame.width == 0 || frame.height == 0) {
    return corrupt("size " + std::to_string(frame.width) + " x " + std::to_string(frame.height));
  }
  if (count != 1 && count != 3 && count != 4) {
    return Error{ErrorCode::kUnsupportedFormat,
                 "JPEG: expected 1, 3 or 4 components, got " + std::to_string(count)};
  }
  if (payload.size() < 6 + 3 * count) return corrupt("frame header cut short");
  for (std::size_t i = 0; i < count; ++i) {
    Component component;
    component.id = payload[6 + 3 * i];
    component.h = payload[7 + 3 * i] >> 4;
    component.v = payload[7 + 3 * i] & 15;
    component.quant_index = payload[8 + 3 * i];
    if (component.h < 1 || component.h > 4 || component.v < 1 || component.v > 4) {
      return corrupt("sampling factor out of 1 to 4");
    }
    if (component.quant_index > 3) return corrupt("quantization table out of 0 to 3");
    frame.h_max = std::max(frame.h_max, component.h);
    frame.v_max = std::max(frame.v_max, component.v);
    frame.components.push_back(std::move(component));
  }
  for (const Component& c : frame.components) {
    if (frame.h_max % c.h == 0 && frame.v_max % c.v == 0) continue;
    return Error{ErrorCode::kUnsupportedFormat,
                 "JPEG: expected sampling factors that divide the largest, got " +
                     std::to_string(c.h) + " x " + std::to_string(c.v) + " of " +
                     std::to_string(frame.h_max) + " x " + std::to_string(frame.v_max)};
  }
  return frame;
}

Result<Scan> read_scan(const Segment& segment, const Frame& frame, const Tables& tables) {
  const auto payload = segment.payload;
  const std::size_t count = payload.empty() ? 0 : payload[0];
  if (count < 1 || count > frame.components.size() || payload.size() < 4 + 2 * count) {
    return corrupt("scan header with " + std::to_string(count) + " components");
  }
  Scan scan;
  scan.spectral_start = payload[1 + 2 * count];
  scan.spectral_end = payload[2 + 2 * count];
  scan.approx_high = payload[3 + 2 * count] >> 4;
  scan.approx_low = payload[3 + 2 * count] & 15;
  if (!frame.progressive) scan.spectral_start = 0, scan.spectral_end = 63, scan.approx_low = 0;
  const bool with_dc = scan.spectral_start == 0;
  const bool with_ac = scan.spectral_end > 0;
  if (scan.spectral_start > scan.spectral_end || scan.spectral_end > 63 || scan.approx_low > 13 ||
      scan.approx_high > 13 ||
      (frame.progressive && ((with_dc && with_ac) || (!with_dc && count != 1)))) {
    return corrupt("scan header with impossible spectral selection");
  }
  for (std::size_t i = 0; i < count; ++i) {
    const int id = payload[1 + 2 * i];
    const auto found = std::find_if(frame.components.begin(), frame.components.end(),
                                    [&](const Component& c) { return c.id == id; });
    if (found == frame.components.end()) return corrupt("scan of an unknown component");
    const int index = static_cast<int>(found - frame.components.begin());
    for (const ScanComponent& other : scan.components) {
      if (other.component == index) return corrupt("scan that names a component twice");
    }
    const ScanComponent component{index, payload[2 + 2 * i] >> 4, payload[2 + 2 * i] & 15};
    if (component.dc_table > 3 || component.ac_table > 3) return corrupt("Huffman table number");
    const bool refines = frame.progressive && scan.approx_high != 0;
    if (with_dc && !refines && !tables.dc[component.dc_table].built()) {
      return corrupt("scan without its DC Huffman table");
    }
    if (with_ac && !tables.ac[component.ac_table].built()) {
      return corrupt("scan without its AC Huffman table");
    }
    if (!tables.has_quant[found->quant_index] && !found->seen) {
      return corrupt("scan without its quantization table");
    }
    scan.components.push_back(component);
  }
  return scan;
}

ColorModel color_model(const Frame& frame, const Tables& tables) {
  if (frame.components.size() == 1) return ColorModel::kGrey;
  if (frame.components.size() == 4) {
    return tables.adobe_transform == 2 ? ColorModel::kYcck : ColorModel::kCmyk;
  }
  if (tables.jfif) return ColorModel::kYcc;
  if (tables.adobe_transform >= 0) {
    return tables.adobe_transform == 0 ? ColorModel::kRgb : ColorModel::kYcc;
  }
  const auto& c = frame.components;
  return c[0].id == 'R' && c[1].id == 'G' && c[2].id == 'B' ? ColorModel::kRgb : ColorModel::kYcc;
}

}  // namespace ocelli::jpeg
