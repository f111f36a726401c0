#include "image/gif.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "image/gif_lzw.h"

namespace ocelli {
namespace {

constexpr std::size_t kHeaderBytes = 13;
constexpr std::uint8_t kExtension = 0x21, kFrame = 0x2C, kEnd = 0x3B, kGraphicControl = 0xF9;
constexpr std::uint8_t kHasPalette = 0x80, kIsInterlaced = 0x40, kIsTransparent = 0x01;
constexpr int kNoIndex = -1;

Error corrupt(const char* what) { return {ErrorCode::kCorruptImage, std::string("GIF: ") + what}; }
Error truncated() {
  return {ErrorCode::kTruncatedImage, "GIF: the file ends before the picture does"};
}

using Palette = std::array<std::array<std::uint8_t, 3>, 256>;

struct Frame {
  int x = 0, y = 0, width = 0, height = 0;
  bool interlaced = false;
  int transparent = kNoIndex;
  bool has_palette = false;
  Palette palette{};
};

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> file) : file_(file) {}

  /// Past the end everything is 0.
  [[nodiscard]] bool overran() const { return overran_; }

  int u8() {
    if (at_ < file_.size()) return file_[at_++];
    overran_ = true;
    return 0;
  }
  int u16() {
    const int low = u8();
    return low | u8() << 8;
  }
  std::span<const std::uint8_t> take(std::size_t count) {
    const std::size_t here = std::min(count, file_.size() - at_);
    if (here < count) overran_ = true;
    at_ += here;
    return file_.subspan(at_ - here, here);
  }
  /// The data of the sub-blocks up to the empty one, joined.
  std::vector<std::uint8_t> sub_blocks() {
    std::vector<std::uint8_t> data;
    for (int count = u8(); count > 0; count = u8()) {
      const auto block = take(static_cast<std::size_t>(count));
      data.insert(data.end(), block.begin(), block.end());
    }
    return data;
  }
  void palette(int flags, Frame& frame) {
    if ((flags & kHasPalette) == 0) return;
    frame.has_palette = true;
    frame.palette = {};
    const std::size_t entries = std::size_t{2} << (flags & 7);
    const auto bytes = take(3 * entries);
    for (std::size_t i = 0; i < bytes.size(); ++i) frame.palette[i / 3][i % 3] = bytes[i];
  }

 private:
  std::span<const std::uint8_t> file_;
  std::size_t at_ = 0;
  bool overran_ = false;
};

GifSize read_screen(Reader& reader, Frame& frame) {
  reader.take(6);  // the signature, which the format was told by
  GifSize size;
  size.width = reader.u16();
  size.height = reader.u16();
  const int flags = reader.u8();
  reader.take(2);  // background and aspect ratio: browsers ignore both
  reader.palette(flags, frame);
  return size;
}

void read_extension(Reader& reader, Frame& frame) {
  const bool is_control = reader.u8() == kGraphicControl;
  const std::vector<std::uint8_t> data = reader.sub_blocks();
  if (!is_control || data.size() < 4) return;
  frame.transparent = (data[0] & kIsTransparent) != 0 ? data[3] : kNoIndex;
}

// All before the first frame's data.
std::optional<Error> read_frame(Reader& reader, const GifSize& canvas, Frame& frame) {
  for (int block = reader.u8(); block != kFrame; block = reader.u8()) {
    if (reader.overran()) return truncated();
    if (block == kEnd) return corrupt("no frame");
    if (block != kExtension) return corrupt("an unknown block");
    read_extension(reader, frame);
  }
  frame.x = reader.u16();
  frame.y = reader.u16();
  frame.width = reader.u16();
  frame.height = reader.u16();
  const int flags = reader.u8();
  frame.interlaced = (flags & kIsInterlaced) != 0;
  reader.palette(flags, frame);
  if (reader.overran()) return truncated();
  if (!frame.has_palette) return corrupt("no palette");
  if (frame.x + frame.width > canvas.width || frame.y + frame.height > canvas.height) {
    return corrupt("a frame beyond the canvas");
  }
  return std::nullopt;
}

// Rows of a frame in the order in which they are stored.
std::vector<int> row_order(int height, bool interlaced) {
  std::vector<int> rows;
  const auto add = [&](int first, int step) {
    for (int y = first; y < height; y += step) rows.push_back(y);
  };
  if (!interlaced) {
    add(0, 1);
    return rows;
  }
  add(0, 8);
  add(4, 8);
  add(2, 4);
  add(1, 2);
  return rows;
}

void draw(const Frame& frame, const std::vector<std::uint8_t>& indices, Image& canvas) {
  const std::uint8_t* index = indices.data();
  for (const int y : row_order(frame.height, frame.interlaced)) {
    std::uint8_t* rgb = canvas.row(frame.y + y) + 3 * static_cast<std::size_t>(frame.x);
    for (int x = 0; x < frame.width; ++x, ++index, rgb += 3) {
      if (*index == frame.transparent) continue;
      std::copy_n(frame.palette[*index].begin(), 3, rgb);
    }
  }
}

}  // namespace

Result<GifSize> read_gif_size(std::span<const std::uint8_t> file) {
  if (file.size() < kHeaderBytes) return truncated();
  Reader reader(file);
  Frame frame;
  const GifSize size = read_screen(reader, frame);
  if (size.width < 1 || size.height < 1) {
    return Error{ErrorCode::kCorruptImage,
                 "GIF: size " + std::to_string(size.width) + " x " + std::to_string(size.height)};
  }
  return size;
}

Result<Image> decode_gif(std::span<const std::uint8_t> file) {
  const Result<GifSize> canvas = read_gif_size(file);
  if (!canvas) return canvas.error();
  Reader reader(file);
  Frame frame;
  read_screen(reader, frame);
  if (auto error = read_frame(reader, canvas.value(), frame)) return *error;
  const int index_bits = reader.u8();
  const std::vector<std::uint8_t> data = reader.sub_blocks();
  if (reader.overran()) return truncated();
  if (index_bits < 1 || index_bits > 8) return corrupt("an impossible code size");
  const std::size_t count = static_cast<std::size_t>(frame.width) * frame.height;
  const Result<std::vector<std::uint8_t>> indices = unpack_gif_lzw(data, index_bits, count);
  if (!indices) return indices.error();
  if (indices.value().size() < count) return corrupt("a frame with fewer pixels than its size");
  Result<Image> image = Image::create(canvas.value().width, canvas.value().height);
  if (!image) return image;
  std::fill(image.value().bytes().begin(), image.value().bytes().end(), std::uint8_t{255});
  draw(frame, indices.value(), image.value());
  return image;
}

}  // namespace ocelli
