#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "image/jpeg/huffman.h"

namespace ocelli::jpeg {

inline constexpr int kBlock = 8;
inline constexpr int kBlockSize = 64;

/// Natural (row by row) place of each zigzag place; the tail catches runs that lead past the block.
inline constexpr std::array<std::uint8_t, 80> kNaturalOrder = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33,
    40, 48, 41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36,
    29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63};

using QuantTable = std::array<std::uint16_t, kBlockSize>;  // natural order

/// One colour component: its sampling, and the samples decoded so far.
struct Component {
  int id = 0;
  int h = 1;  ///< horizontal sampling factor, 1 to 4
  int v = 1;
  int quant_index = 0;
  int blocks_wide = 0;  ///< of whole MCUs
  int blocks_high = 0;
  int coded_blocks_wide = 0;  ///< of a scan of this component alone
  int coded_blocks_high = 0;
  int idct_size = kBlock;  ///< samples a block gives on a side: 8, 4, 2 or 1
  int width = 0;           ///< samples that count, at this scale
  int height = 0;
  int stride = 0;
  std::vector<std::uint8_t> plane;         ///< blocks_high · idct_size rows of `stride`
  std::vector<std::int16_t> coefficients;  ///< progressive only: 64 a block, natural order
  QuantTable quant{};                      ///< as it stood when the component's first scan began
  bool seen = false;
};

enum class ColorModel { kGrey, kYcc, kRgb, kCmyk, kYcck };

/// What stands in SOF and in the markers before the first scan.
struct Frame {
  int width = 0;
  int height = 0;
  bool progressive = false;
  int h_max = 1;
  int v_max = 1;
  int mcus_wide = 0;
  int mcus_high = 0;
  std::vector<Component> components;
};

struct ScanComponent {
  int component;  ///< index into Frame::components
  int dc_table;
  int ac_table;
};

struct Scan {
  std::vector<ScanComponent> components;
  int spectral_start = 0;
  int spectral_end = 63;
  int approx_high = 0;
  int approx_low = 0;
};

/// Tables that DHT, DQT and DRI set, and what APPn say. They may change between scans.
struct Tables {
  std::array<QuantTable, 4> quant{};
  std::array<bool, 4> has_quant{};
  std::array<HuffmanTable, 4> dc;
  std::array<HuffmanTable, 4> ac;
  int restart_interval = 0;
  bool jfif = false;
  int adobe_transform = -1;  ///< -1: no Adobe marker
};

}  // namespace ocelli::jpeg
