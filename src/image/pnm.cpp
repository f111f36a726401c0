#include "image/pnm.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace ocelli {
namespace {

constexpr int kMostMaxValue = 65535;

Error corrupt(const std::string& what) { return {ErrorCode::kCorruptImage, "PNM: " + what}; }
Error truncated(const char* where) {
  return {ErrorCode::kTruncatedImage, std::string("PNM: the file ends ") + where};
}

bool is_space(std::uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(std::uint8_t c) { return c >= '0' && c <= '9'; }

// Reads the header's numbers; white space and comments, from # to the end of the line, lie between.
class HeaderReader {
 public:
  HeaderReader(std::span<const std::uint8_t> file, std::size_t at) : file_(file), at_(at) {}

  [[nodiscard]] std::size_t position() const { return at_; }
  [[nodiscard]] bool at_end() const { return at_ >= file_.size(); }

  Result<int> number(const char* name) {
    skip_space();
    if (at_end()) return truncated("inside its header");
    if (!is_digit(file_[at_])) return corrupt(std::string("expected a number as ") + name);
    std::int64_t value = 0;
    for (; !at_end() && is_digit(file_[at_]); ++at_) {
      value = 10 * value + (file_[at_] - '0');
      if (value > std::numeric_limits<int>::max()) {
        return corrupt(std::string(name) + " has too many digits");
      }
    }
    if (at_end()) return truncated("inside its header");
    return static_cast<int>(value);
  }

 private:
  void skip_space() {
    for (; !at_end() && (is_space(file_[at_]) || file_[at_] == '#'); ++at_) {
      if (file_[at_] != '#') continue;
      while (!at_end() && file_[at_] != '\n' && file_[at_] != '\r') ++at_;
    }
  }

  std::span<const std::uint8_t> file_;
  std::size_t at_;
};

// The byte that each sample becomes.
std::vector<std::uint8_t> make_table(int max_value) {
  std::vector<std::uint8_t> table(max_value > 255 ? kMostMaxValue + 1 : 256, 255);
  for (int v = 0; v <= max_value; ++v) {
    table[v] = static_cast<std::uint8_t>(
        max_value == kMostMaxValue ? v >> 8
                                   : std::nearbyint(static_cast<double>(v) / max_value * 255));
  }
  return table;
}

}  // namespace

Result<PnmHeader> read_pnm_header(std::span<const std::uint8_t> file) {
  if (file.size() < 3) return truncated("inside its header");
  PnmHeader header;
  header.channels = file[1] == '6' ? 3 : 1;
  HeaderReader reader(file, 2);
  const Result<int> width = reader.number("its width");
  if (!width) return width.error();
  const Result<int> height = reader.number("its height");
  if (!height) return height.error();
  const Result<int> max_value = reader.number("its largest value");
  if (!max_value) return max_value.error();
  header.width = width.value();
  header.height = height.value();
  header.max_value = max_value.value();
  if (header.width < 1 || header.height < 1) {
    return corrupt("size " + std::to_string(header.width) + " x " + std::to_string(header.height));
  }
  if (header.max_value < 1 || header.max_value > kMostMaxValue) {
    return corrupt("expected a largest value of 1 to 65535, got " +
                   std::to_string(header.max_value));
  }
  if (!is_space(file[reader.position()])) return corrupt("expected white space after its header");
  header.data_at = reader.position() + 1;
  return header;
}

Result<Image> decode_pnm(std::span<const std::uint8_t> file) {
  const Result<PnmHeader> read = read_pnm_header(file);
  if (!read) return read.error();
  const PnmHeader& header = read.value();
  const bool wide = header.max_value > 255;
  const std::uint64_t row_samples = static_cast<std::uint64_t>(header.width) * header.channels;
  const std::uint64_t bytes = row_samples * (wide ? 2 : 1) * header.height;
  if (bytes > file.size() - header.data_at) return truncated("before the picture does");
  Result<Image> result = Image::create(header.width, header.height);
  if (!result) return result;
  Image& image = result.value();
  const std::vector<std::uint8_t> table = make_table(header.max_value);
  const std::uint8_t* from = file.data() + header.data_at;
  const auto next = [&] {
    const int sample = wide ? from[0] << 8 | from[1] : from[0];
    from += wide ? 2 : 1;
    return table[sample];
  };
  std::uint8_t* to = image.bytes().data();
  for (std::size_t i = 0; i < image.size_bytes(); i += 3, to += 3) {
    to[0] = next();
    to[1] = header.channels == 3 ? next() : to[0];
    to[2] = header.channels == 3 ? next() : to[0];
  }
  return result;
}

}  // namespace ocelli
