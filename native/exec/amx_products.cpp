#include "exec/amx_products.h"

#include <algorithm>
#include <cstring>
#include <vector>

#if defined(__x86_64__) && defined(__linux__)
#include <immintrin.h>
#include <unistd.h>

#include <sys/syscall.h>
#define OCELLI_AMX __attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512bf16")))
#endif

namespace ocelli::exec::amx {
namespace {

constexpr std::int64_t kSquare = kBlock * kBlock;

#ifdef OCELLI_AMX

// Tiles have 16 rows of 64 bytes. Those of sums: 0 and 1 beside each other, 2 and 3 below; of the
// left side 4 above 5; of the right side 6 beside 7.
struct alignas(64) TileShapes {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

constexpr std::int64_t kTileRows = 16;
constexpr std::int64_t kSumsBytes = kBlock * sizeof(float);

// GCC's intrinsics do not say what memory they read and write.
void settle(const void* memory) { asm volatile("" : : "r"(memory) : "memory"); }

OCELLI_AMX void clear_sums() {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
}

OCELLI_AMX void load_sums(const float* sums) {
  settle(sums);
  _tile_loadd(0, sums, kSumsBytes);
  _tile_loadd(1, sums + kTileRows, kSumsBytes);
  _tile_loadd(2, sums + kTileRows * kBlock, kSumsBytes);
  _tile_loadd(3, sums + kTileRows * kBlock + kTileRows, kSumsBytes);
}

OCELLI_AMX void store_sums(float* sums) {
  _tile_stored(0, sums, kSumsBytes);
  _tile_stored(1, sums + kTileRows, kSumsBytes);
  _tile_stored(2, sums + kTileRows * kBlock, kSumsBytes);
  _tile_stored(3, sums + kTileRows * kBlock + kTileRows, kSumsBytes);
  settle(sums);
}

// 32 rows of 32 numbers, times 16 rows of 32 pairs.
[[gnu::always_inline]] OCELLI_AMX inline void add_product(const Bfloat16* left,
                                                          std::int64_t left_step,
                                                          const Bfloat16* right) {
  const std::int64_t left_bytes = left_step * static_cast<std::int64_t>(sizeof(Bfloat16));
  constexpr std::int64_t kRightBytes = 2 * kBlock * sizeof(Bfloat16);
  _tile_loadd(4, left, left_bytes);
  _tile_loadd(6, right, kRightBytes);
  _tile_dpbf16ps(0, 4, 6);
  _tile_loadd(7, right + kBlock, kRightBytes);
  _tile_dpbf16ps(1, 4, 7);
  _tile_loadd(5, left + kTileRows * left_step, left_bytes);
  _tile_dpbf16ps(2, 5, 6);
  _tile_dpbf16ps(3, 5, 7);
}

OCELLI_AMX void store_rounded(const float* values, std::int64_t count, Bfloat16* out) {
  const __m512bh rounded =
      _mm512_cvtne2ps_pbh(_mm512_loadu_ps(values + kTileRows), _mm512_loadu_ps(values));
  const __mmask32 mask = count < kBlock ? (1U << count) - 1 : ~0U;
  _mm512_mask_storeu_epi16(out, mask, reinterpret_cast<__m512i>(rounded));
}

OCELLI_AMX void set_shapes() {
  static const TileShapes shapes;
  settle(&shapes);
  _tile_loadconfig(&shapes);
}

OCELLI_AMX void release() { _tile_release(); }

bool is_allowed() {
  constexpr long kRequestPermission = 0x1023;  // ARCH_REQ_XCOMP_PERM
  constexpr long kTileData = 18;
  return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512bw") &&
         syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

// Of an image's positions, the pixel, or −1 for zeros.
std::vector<std::int64_t> pixels_of(const Strip& strip) {
  std::vector<std::int64_t> pixels(strip.image_length(), -1);
  for (std::int64_t row = 0; row < strip.rows; ++row) {
    for (std::int64_t column = 0; column < strip.columns; ++column) {
      pixels[(row + 1) * (strip.columns + 1) + column + 1] = row * strip.columns + column;
    }
  }
  return pixels;
}

#endif

void clear(Bfloat16* from, std::int64_t count) { std::memset(from, 0, count * sizeof(Bfloat16)); }

}  // namespace

#ifdef OCELLI_AMX

bool available() {
  static const bool is = is_allowed();
  return is;
}

Tiles::Tiles() { set_shapes(); }
Tiles::~Tiles() { release(); }

OCELLI_AMX void correlate(const Strip& strip, const Bfloat16* values, const Bfloat16* filters,
                          std::int64_t outputs, std::int64_t first, std::int64_t last,
                          Bfloat16* pixels) {
  settle(values);
  const std::vector<std::int64_t> places = pixels_of(strip);
  const std::int64_t inputs = blocks_of(strip.channels);
  alignas(64) float sums[kSquare];
  const auto write = [&](std::int64_t block, std::int64_t output) OCELLI_AMX {
    const std::int64_t count = std::min(kBlock, outputs - output * kBlock);
    std::int64_t image = block * kBlock / strip.image_length();
    std::int64_t place = block * kBlock % strip.image_length();
    for (std::int64_t i = 0; i < kBlock; ++i) {
      if (places[place] >= 0 && image < strip.images) {
        const std::int64_t pixel = image * strip.rows * strip.columns + places[place];
        store_rounded(sums + i * kBlock, count, pixels + pixel * outputs + output * kBlock);
      }
      if (++place == strip.image_length()) {
        place = 0;
        ++image;
      }
    }
  };
  for (std::int64_t output = 0; output < blocks_of(outputs); ++output) {
    for (std::int64_t block = first; block < last; ++block) {
      const Bfloat16* right = filters + output * kTaps * inputs * kSquare;
      const Bfloat16* left = values + (strip.margin() + block * kBlock) * strip.step();
      clear_sums();
      for (std::int64_t tap = 0; tap < kTaps; ++tap) {
        const Bfloat16* moved = left + strip.tap(tap) * strip.step();
        for (std::int64_t input = 0; input < inputs; ++input) {
          add_product(moved + input * kBlock, strip.step(), right);
          right += kSquare;
        }
      }
      store_sums(sums);
      write(block, output);
    }
  }
}

OCELLI_AMX void add_products(const Strip& inputs, const Stretch& stretch,
                             const Bfloat16* transposed, const Bfloat16* pairs, std::int64_t tap,
                             bool begin, float* sums) {
  settle(transposed);
  const std::int64_t line = Stretch::line(inputs);
  const Bfloat16* left = transposed + inputs.margin() + inputs.tap(tap);
  if (begin) {
    clear_sums();
  } else {
    load_sums(sums);
  }
  for (std::int64_t i = 0; i < stretch.length(); i += kBlock) {
    add_product(left + i, line, pairs + i * kBlock);
  }
  store_sums(sums);
}

#else

bool available() { return false; }
Tiles::Tiles() = default;
Tiles::~Tiles() = default;
void correlate(const Strip&, const Bfloat16*, const Bfloat16*, std::int64_t, std::int64_t,
               std::int64_t, Bfloat16*) {}
void add_products(const Strip&, const Stretch&, const Bfloat16*, const Bfloat16*, std::int64_t,
                  bool, float*) {}

#endif

void fill(const Strip& strip, const Bfloat16* pixels, std::int64_t first, std::int64_t last,
          Bfloat16* out) {
  const std::int64_t step = strip.step(), rest = step - strip.channels;
  if (first == 0) clear(out, strip.margin() * step);
  Bfloat16* to = out + (strip.margin() + first * strip.image_length()) * step;
  const Bfloat16* from = pixels + first * strip.rows * strip.columns * strip.channels;
  for (std::int64_t image = first; image < last; ++image) {
    clear(to, (strip.columns + 1) * step);
    to += (strip.columns + 1) * step;
    for (std::int64_t row = 0; row < strip.rows; ++row) {
      clear(to, step);
      to += step;
      for (std::int64_t column = 0; column < strip.columns; ++column) {
        std::memcpy(to, from, strip.channels * sizeof(Bfloat16));
        clear(to + strip.channels, rest);
        to += step;
        from += strip.channels;
      }
    }
  }
  if (last == strip.images) clear(to, out + strip.size() - to);
}

void arrange_filters(const Bfloat16* filters, std::int64_t outputs, std::int64_t inputs,
                     bool turned, std::int64_t first, std::int64_t last, Bfloat16* out) {
  const auto filter = [&](std::int64_t output, std::int64_t tap, std::int64_t input) {
    if (output >= outputs || input >= inputs) return Bfloat16{0};
    return turned ? filters[(input * kTaps + kTaps - 1 - tap) * outputs + output]
                  : filters[(output * kTaps + tap) * inputs + input];
  };
  const std::int64_t input_blocks = blocks_of(inputs);
  for (std::int64_t i = first * kTaps * input_blocks; i < last * kTaps * input_blocks; ++i) {
    Bfloat16* const block = out + i * kSquare;
    const std::int64_t output = i / input_blocks / kTaps * kBlock;
    const std::int64_t tap = i / input_blocks % kTaps, input = i % input_blocks * kBlock;
    for (std::int64_t column = 0; column < kBlock; ++column) {
      for (std::int64_t row = 0; row < kBlock; ++row) {
        block[row / 2 * 2 * kBlock + 2 * column + row % 2] =
            filter(output + column, tap, input + row);
      }
    }
  }
}

void transpose(const Strip& inputs, const Bfloat16* values, const Stretch& stretch,
               std::int64_t channel_block, Bfloat16* out) {
  const std::int64_t line = Stretch::line(inputs), step = inputs.step();
  const Bfloat16* from = values + stretch.first * kBlock * step + channel_block * kBlock;
  const std::int64_t length = stretch.length() + 2 * inputs.margin();
  for (std::int64_t begin = 0; begin < length; begin += kBlock) {
    for (std::int64_t channel = 0; channel < kBlock; ++channel) {
      for (std::int64_t i = 0; i < kBlock; ++i) {
        out[channel * line + begin + i] = from[(begin + i) * step + channel];
      }
    }
  }
}

void pair_positions(const Strip& outputs, const Bfloat16* values, const Stretch& stretch,
                    std::int64_t channel_block, Bfloat16* out) {
  const std::int64_t step = outputs.step();
  const Bfloat16* from =
      values + (outputs.margin() + stretch.first * kBlock) * step + channel_block * kBlock;
  for (std::int64_t i = 0; i < stretch.length(); i += 2) {
    for (std::int64_t channel = 0; channel < kBlock; ++channel) {
      out[i * kBlock + 2 * channel] = from[i * step + channel];
      out[i * kBlock + 2 * channel + 1] = from[(i + 1) * step + channel];
    }
  }
}

}  // namespace ocelli::exec::amx
