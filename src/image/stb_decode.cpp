#include "image/stb_decode.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace {

// stb_image copies no bytes to no place for an empty IDAT chunk, which memcpy does not allow.
inline void* copy_if_any(void* to, const void* from, std::size_t count) {
  return count == 0 ? to : std::memcpy(to, from, count);
}

}  // namespace

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#endif
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STBI_NO_THREAD_LOCALS
#define memcpy copy_if_any
#include <stb/stb_image.h>
#undef memcpy
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace ocelli {
namespace {

// A file in memory behind stb_image's callbacks, which tell when more is asked for than there is.
class Source {
 public:
  explicit Source(std::span<const std::uint8_t> file) : file_(file) {}

  [[nodiscard]] bool overran() const { return overran_; }

  static const stbi_io_callbacks* callbacks() {
    static constexpr stbi_io_callbacks kCallbacks = {&Source::read, &Source::skip, &Source::eof};
    return &kCallbacks;
  }

 private:
  static int read(void* self, char* to, int size) {
    auto& source = *static_cast<Source*>(self);
    const std::size_t left = source.file_.size() - source.at_;
    const std::size_t count = std::min<std::size_t>(left, static_cast<std::size_t>(size));
    if (count > 0) std::memcpy(to, source.file_.data() + source.at_, count);
    source.at_ += count;
    // A whole buffer is asked for at a time: only an empty answer means that bytes are missing.
    if (count == 0) source.overran_ = true;
    return static_cast<int>(count);
  }
  static void skip(void* self, int count) {
    auto& source = *static_cast<Source*>(self);
    const std::size_t left = source.file_.size() - source.at_;
    if (count < 0 || static_cast<std::size_t>(count) > left) source.overran_ = true;
    source.at_ += std::min<std::size_t>(left, static_cast<std::size_t>(std::max(count, 0)));
  }
  static int eof(void* self) {
    const auto& source = *static_cast<Source*>(self);
    return source.at_ >= source.file_.size() ? 1 : 0;
  }

  std::span<const std::uint8_t> file_;
  std::size_t at_ = 0;
  bool overran_ = false;
};

}  // namespace

Result<RawPixels> stb_decode(std::span<const std::uint8_t> png) {
  Source source(png);
  RawPixels raw{0, 0, 0, {nullptr, &stbi_image_free}};
  raw.bytes.reset(stbi_load_from_callbacks(Source::callbacks(), &source, &raw.width, &raw.height,
                                           &raw.channels, 0));
  if (source.overran()) {
    return Error{ErrorCode::kTruncatedImage, "PNG: the file ends before the picture does"};
  }
  // stb_image's own reasons differ between its versions: they are not passed on.
  if (!raw.bytes) return Error{ErrorCode::kCorruptImage, "PNG: the file contradicts its format"};
  return raw;
}

}  // namespace ocelli
