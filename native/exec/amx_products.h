#pragma once

#include <cstdint>

/// Convolutions of 3 × 3 with stride 1 and padding 1, in bfloat16, by the tiles of Intel's AMX.
///
/// A map is laid out as a strip of positions, image by image, row by row, with a row of zeros before
/// each image and one zero before each row. Every tap of a filter is then one distance along the
/// strip, the same for all positions, and a convolution nine products of matrices: no window is
/// copied.
namespace ocelli::exec::amx {

using Bfloat16 = std::uint16_t;  ///< its bits

inline constexpr std::int64_t kBlock = 32;  ///< positions or channels that two tiles hold
inline constexpr std::int64_t kTaps = 9;
/// Blocks of positions that stay in the second-level cache while all filters pass.
inline constexpr std::int64_t kBlocksAtOnce = 16;

/// Whether processor, system and build have AMX with bfloat16; asks the system for its use.
bool available();

constexpr std::int64_t blocks_of(std::int64_t count) { return (count + kBlock - 1) / kBlock; }

struct Strip {
  std::int64_t images = 0;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t channels = 0;

  /// Positions of an image, with its zeros.
  [[nodiscard]] std::int64_t image_length() const { return (rows + 1) * (columns + 1); }
  /// In which all positions lie.
  [[nodiscard]] std::int64_t blocks() const { return blocks_of(images * image_length()); }
  /// Zeros before the first position, and behind the last, which taps reach.
  [[nodiscard]] std::int64_t margin() const { return columns + 2; }
  /// From one position to the next, of which the channels take the beginning: not a power of two,
  /// or few of the cache's sets would hold them all.
  [[nodiscard]] std::int64_t step() const { return (blocks_of(channels) + 1) * kBlock; }
  /// Numbers in all.
  [[nodiscard]] std::int64_t size() const {
    return ((blocks() + 1) * kBlock + 2 * margin()) * step();
  }
  [[nodiscard]] std::int64_t tap(std::int64_t index) const {
    return (index / 3 - 1) * (columns + 1) + index % 3 - 1;
  }
};

/// Images [first, last) of N × rows × columns × channels into their places in the strip, zeros
/// between; with the first and the last image the margins.
void fill(const Strip& strip, const Bfloat16* pixels, std::int64_t first, std::int64_t last,
          Bfloat16* out);

/// Filters for output channels of blocks [first, last), from outputs × 3 × 3 × inputs; with `turned`,
/// from inputs × 3 × 3 × outputs, turned by half a turn, as the gradient of the input wants them.
void arrange_filters(const Bfloat16* filters, std::int64_t outputs, std::int64_t inputs,
                     bool turned, std::int64_t first, std::int64_t last, Bfloat16* out);

/// Numbers that `arrange_filters` writes for all blocks.
constexpr std::int64_t filters_size(std::int64_t outputs, std::int64_t inputs) {
  return kTaps * blocks_of(outputs) * blocks_of(inputs) * kBlock * kBlock;
}

/// Blocks [first, last) of positions, best `kBlocksAtOnce`, correlated with filters that are arranged,
/// into N × rows × columns × outputs.
void correlate(const Strip& strip, const Bfloat16* values, const Bfloat16* filters,
               std::int64_t outputs, std::int64_t first, std::int64_t last, Bfloat16* pixels);

/// A stretch of two strips whose maps differ in channels only, for the gradient of the filters.
struct Stretch {
  static constexpr std::int64_t kMostBlocks = 32;

  std::int64_t first = 0;  ///< block
  std::int64_t last = 0;

  [[nodiscard]] std::int64_t length() const { return (last - first) * kBlock; }
  /// From one channel's positions to the next's, where the inputs' lie.
  static std::int64_t line(const Strip& inputs) {
    return (blocks_of(kMostBlocks * kBlock + 2 * inputs.margin()) / 2 * 2 + 1) * kBlock;
  }
};

/// Channels of one block, each one's positions in a line; margins included. Writes 32 × line.
void transpose(const Strip& inputs, const Bfloat16* values, const Stretch& stretch,
               std::int64_t channel_block, Bfloat16* out);

/// Channels of one block, positions in pairs. Writes length × 32.
void pair_positions(const Strip& outputs, const Bfloat16* values, const Stretch& stretch,
                    std::int64_t channel_block, Bfloat16* out);

/// Adds one tap's products of one block of inputs with one of outputs over the stretch to `sums`, 32
/// inputs × 32 outputs; `begin` overwrites them.
void add_products(const Strip& inputs, const Stretch& stretch, const Bfloat16* transposed,
                  const Bfloat16* pairs, std::int64_t tap, bool begin, float* sums);

/// Around calls of `correlate` and `add_products`, on each thread.
class Tiles {
 public:
  Tiles();
  ~Tiles();
  Tiles(const Tiles&) = delete;
  Tiles& operator=(const Tiles&) = delete;
};

}  // namespace ocelli::exec::amx
