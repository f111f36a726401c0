#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "image/image.h"
#include "result.h"
#include "train/progress.h"

namespace ocelli::train {

/// A file of prepared pixels that outlives the run: RGB pictures, each found by the hash of the
/// photograph that it was made from.
///
/// Layout, little-endian: a header of 64 bytes (the text "OCELLIPX"; the settings' hash; the end of
/// what is committed; the hash of these 24 bytes; zeros), then records (the photograph's hash, 8
/// bytes; width and height, 4 each; rows; zeros up to a multiple of 16). What lies beyond the
/// committed end, which is moved only after the records have reached the disk, is thrown away: a crash
/// loses the last records and nothing else. One process at a time fills a file; any number read.
class PixelFile {
 public:
  /// Opens or makes the file, waiting until no other process fills it; `waiting` hears 0 of 0 and can
  /// stop that. A file that is damaged or of other settings is replaced. kInvalidArgument, naming the
  /// path, where the system refuses.
  static Result<PixelFile> open(const std::string& path, std::uint64_t settings,
                                const Progress& waiting = {});

  PixelFile(PixelFile&&) noexcept;
  PixelFile& operator=(PixelFile&&) noexcept;
  ~PixelFile();  ///< unlocks; what was not committed is lost

  [[nodiscard]] bool contains(std::uint64_t content) const;

  /// Appends a picture; one that is there already is left as it is. Threads may call it at once.
  std::optional<Error> add(std::uint64_t content, const Image& image);

  /// Makes everything added so far last, maps it for reading and lets others fill the file.
  std::optional<Error> finish();

  /// After `finish`: copies the picture into `image`. kInvalidArgument where it is not there.
  Result<bool> read(std::uint64_t content, Image& image) const;

 private:
  class Impl;
  explicit PixelFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ocelli::train
