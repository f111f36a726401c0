#include "image/jpeg/scan.h"

#include <algorithm>
#include <array>
#include <string>

#include "image/jpeg/block_decoder.h"
#include "image/jpeg/idct.h"

namespace ocelli::jpeg {
namespace {

// One scan under way. Blocks are decoded in the order of the file, MCU by MCU.
class ScanDecoder {
 public:
  ScanDecoder(MarkerReader& reader, Frame& frame, const Tables& tables, const Scan& scan)
      : reader_(reader),
        frame_(frame),
        tables_(tables),
        scan_(scan),
        bits_(reader.position(), reader.end()),
        restart_in_(tables.restart_interval) {}

  std::optional<Error> run() {
    const bool alone = scan_.components.size() == 1;
    const Component& first = frame_.components[scan_.components[0].component];
    const int wide = alone ? first.coded_blocks_wide : frame_.mcus_wide;
    const int high = alone ? first.coded_blocks_high : frame_.mcus_high;
    for (int y = 0; y < high; ++y) {
      for (int x = 0; x < wide; ++x) {
        if (tables_.restart_interval > 0 && restart_in_ == 0) {
          const Restart found = restart();
          if (found == Restart::kEndOfFile) return cut_short(y, high);
          if (found == Restart::kMissing) return failure("a restart marker is missing", y, high);
        }
        --restart_in_;
        if (!(alone ? decode_block(scan_.components[0], x, y) : decode_mcu(x, y))) {
          if (bits_.overran()) return cut_short(y, high);
          return failure("bits that are no Huffman code", y, high);
        }
        if (bits_.overran()) return cut_short(y, high);
      }
    }
    reader_.move_to(bits_.finish());
    return std::nullopt;
  }

 private:
  static std::string where(int row, int rows) {
    return " in block row " + std::to_string(row + 1) + " of " + std::to_string(rows);
  }
  static Error failure(const char* what, int row, int rows) {
    return {ErrorCode::kCorruptImage, std::string("JPEG: ") + what + where(row, rows)};
  }
  static Error cut_short(int row, int rows) {
    return {ErrorCode::kTruncatedImage, "JPEG: the data ends" + where(row, rows)};
  }

  bool decode_mcu(int mcu_x, int mcu_y) {
    for (const ScanComponent& part : scan_.components) {
      const Component& component = frame_.components[part.component];
      for (int v = 0; v < component.v; ++v) {
        for (int h = 0; h < component.h; ++h) {
          if (!decode_block(part, mcu_x * component.h + h, mcu_y * component.v + v)) return false;
        }
      }
    }
    return true;
  }

  bool decode_block(const ScanComponent& part, int x, int y) {
    Component& component = frame_.components[part.component];
    if (frame_.progressive) {
      const std::size_t index = static_cast<std::size_t>(y) * component.blocks_wide + x;
      return decode_progressive(part, component.coefficients.data() + index * kBlockSize);
    }
    alignas(16) std::array<std::int16_t, kBlockSize> block{};
    if (!decode_baseline(bits_, tables_.dc[part.dc_table], tables_.ac[part.ac_table],
                         dc_[part.component], block.data())) {
      return false;
    }
    const int size = component.idct_size;
    std::uint8_t* out =
        component.plane.data() + static_cast<std::size_t>(y) * size * component.stride + x * size;
    inverse_dct(size, block.data(), component.quant, out, component.stride);
    return true;
  }

  bool decode_progressive(const ScanComponent& part, std::int16_t* block) {
    const bool refines = scan_.approx_high != 0;
    if (scan_.spectral_start == 0) {
      if (refines) return decode_dc_refine(bits_, scan_.approx_low, block), true;
      return decode_dc_first(bits_, tables_.dc[part.dc_table], scan_.approx_low,
                             dc_[part.component], block);
    }
    const HuffmanTable& ac = tables_.ac[part.ac_table];
    return refines ? decode_ac_refine(bits_, ac, scan_, end_of_band_run_, block)
                   : decode_ac_first(bits_, ac, scan_, end_of_band_run_, block);
  }

  enum class Restart { kFound, kMissing, kEndOfFile };

  Restart restart() {
    const std::uint8_t* at = bits_.finish();
    const std::uint8_t* end = reader_.end();
    while (at + 1 < end && !(at[0] == 0xFF && at[1] != 0 && at[1] != 0xFF)) ++at;
    if (at + 1 >= end) return Restart::kEndOfFile;
    if (at[1] != kRst0 + next_restart_) return Restart::kMissing;
    bits_.restart_at(at + 2);
    next_restart_ = (next_restart_ + 1) & 7;
    restart_in_ = tables_.restart_interval;
    dc_.fill(0);
    end_of_band_run_ = 0;
    return Restart::kFound;
  }

  MarkerReader& reader_;
  Frame& frame_;
  const Tables& tables_;
  const Scan& scan_;
  BitReader bits_;
  std::array<int, 4> dc_{};
  int end_of_band_run_ = 0;
  int restart_in_;
  int next_restart_ = 0;
};

}  // namespace

std::optional<Error> decode_scan(MarkerReader& reader, Frame& frame, const Tables& tables,
                                 const Scan& scan) {
  for (const ScanComponent& part : scan.components) {
    Component& component = frame.components[part.component];
    if (!component.seen) component.quant = tables.quant[component.quant_index];
    component.seen = true;
  }
  return ScanDecoder(reader, frame, tables, scan).run();
}

}  // namespace ocelli::jpeg
